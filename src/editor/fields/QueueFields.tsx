import { t } from '@grafana/i18n';
import React, { useCallback } from 'react';
import type { QueryOf } from '../../contract/query';
import { useQueueNames } from '../use-queue-names';
import type { QueueChoices } from './choices';
import { PatternField } from './PatternField';
import { Preview } from './Preview';

type Patterns = Pick<QueryOf<'workers'>, 'queues' | 'exclude'>;

interface Props {
  readonly datasource: QueueChoices;
  readonly query: Patterns;
  readonly onChange: (fields: Partial<Patterns>) => void;
}

/** Which queues: those to show, and those to leave out. */
export function QueueFields({ datasource, query: { queues, exclude }, onChange }: Props) {
  const names = useQueueNames(useCallback(() => datasource.knownQueues(), [datasource]));
  return (
    <>
      <PatternField
        name="queues"
        label={t('editor.queues.label', 'Queues')}
        tooltip={t(
          'editor.queues.tooltip',
          'Names, globs such as email*, /regular expressions/ and $variables. Leave it empty for every known queue.',
        )}
        placeholder={t('editor.queues.placeholder', 'Every known queue')}
        names={names}
        value={queues}
        onChange={(value) => onChange({ queues: value })}
      >
        <Preview datasource={datasource} queues={queues} exclude={exclude} />
      </PatternField>
      <PatternField
        name="exclude"
        label={t('editor.exclude.label', 'Exclude')}
        tooltip={t('editor.exclude.tooltip', 'Queues to leave out: names, globs, /regular expressions/ and $variables.')}
        placeholder={t('editor.exclude.placeholder', 'None')}
        names={names}
        value={exclude}
        onChange={(value) => onChange({ exclude: value })}
      />
    </>
  );
}
