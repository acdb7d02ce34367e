import { t } from '@grafana/i18n';
import React, { useCallback } from 'react';
import type { QueryOf } from '../../contract/query';
import type { QueueEntry } from '../../contract/resources';
import { useQueueNames } from '../use-queue-names';
import type { QueueChoices } from './choices';
import { PatternField } from './PatternField';

type Patterns = Pick<QueryOf<'runs'>, 'tasks' | 'exclude' | 'queues'>;

interface Props {
  readonly datasource: QueueChoices;
  readonly query: Patterns;
  readonly onChange: (fields: Partial<Patterns>) => void;
}

/** Which task runs: of which tasks, from which queues. */
export function RunFields({ datasource, query, onChange }: Props) {
  const queueNames = useQueueNames(useCallback(() => datasource.knownQueues(), [datasource]));
  const taskNames = useQueueNames(useCallback(async () => asEntries((await datasource.knownNames()).tasks), [datasource]));
  return (
    <>
      <PatternField
        name="tasks"
        label={t('editor.tasks.label', 'Tasks')}
        tooltip={t(
          'editor.tasks.tooltip',
          'Task names, globs such as shop.*, /regular expressions/ and $variables. Leave it empty for every task.',
        )}
        placeholder={t('editor.tasks.placeholder', 'Every task')}
        names={taskNames}
        value={query.tasks}
        onChange={(tasks) => onChange({ tasks })}
      />
      <PatternField
        name="exclude"
        label={t('editor.exclude.label', 'Exclude')}
        tooltip={t('editor.exclude.tasks-tooltip', 'Tasks to leave out: names, globs, /regular expressions/ and $variables.')}
        placeholder={t('editor.exclude.placeholder', 'None')}
        names={taskNames}
        value={query.exclude}
        onChange={(exclude) => onChange({ exclude })}
      />
      <PatternField
        name="queues"
        label={t('editor.queues.label', 'Queues')}
        tooltip={t(
          'editor.queues.runs-tooltip',
          'Only runs of these queues: names, globs such as email*, /regular expressions/ and $variables.',
        )}
        placeholder={t('editor.queues.placeholder', 'Every known queue')}
        names={queueNames}
        value={query.queues}
        onChange={(queues) => onChange({ queues })}
      />
    </>
  );
}

/** Names of which nothing else is known, for completion. */
function asEntries(names: readonly string[]): readonly QueueEntry[] {
  return names.map((name) => ({ name, source: 'seen', lastSeen: null, waiting: null }));
}
