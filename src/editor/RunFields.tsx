import { getTemplateSrv } from '@grafana/runtime';
import { InlineField, InlineFieldRow } from '@grafana/ui';
import React, { useCallback, useId } from 'react';
import type { QueryOf } from '../contract/query';
import { patternProblem } from '../query/queue-pattern';
import { PatternSelect } from './PatternSelect';
import { LABEL_WIDTH, type QueueChoices } from './QueueFields';
import { type QueueNames, useQueueNames } from './use-queue-names';

type Patterns = Pick<QueryOf<'runs'>, 'tasks' | 'exclude' | 'queues'>;

interface Props {
  readonly datasource: QueueChoices;
  readonly query: Patterns;
  readonly onChange: (fields: Partial<Patterns>) => void;
}

/** Names of tasks are not listed; they can be typed. */
const NO_NAMES: QueueNames = { queues: [], loading: false, failed: false, refresh: () => {} };

const FIELDS = [
  {
    name: 'tasks',
    label: 'Tasks',
    placeholder: 'Every task',
    tooltip: 'Task names, globs such as shop.*, /regular expressions/ and $variables. None means every task.',
  },
  { name: 'exclude', label: 'Exclude', placeholder: 'None', tooltip: 'Tasks to leave out, in the same forms.' },
  {
    name: 'queues',
    label: 'Queues',
    placeholder: 'Every known queue',
    tooltip: 'Only runs of these queues: names, globs such as email*, /regular expressions/ and $variables. None means every queue.',
  },
] as const;

/** Which task runs: of which tasks, from which queues. */
export function RunFields({ datasource, query, onChange }: Props) {
  const id = useId();
  const queueNames = useQueueNames(useCallback(() => datasource.knownQueues(), [datasource]));
  const variables = getTemplateSrv()
    .getVariables()
    .map(({ name }) => name);
  return (
    <InlineFieldRow>
      {FIELDS.map(({ name, label, placeholder, tooltip }) => {
        const problem = patternProblem(query[name]);
        return (
          <InlineField
            key={name}
            label={label}
            labelWidth={LABEL_WIDTH}
            grow
            htmlFor={`${id}-${name}`}
            tooltip={tooltip}
            invalid={problem !== undefined}
            error={problem}
          >
            <PatternSelect
              names={name === 'queues' ? queueNames : NO_NAMES}
              variables={variables}
              inputId={`${id}-${name}`}
              testId={`backlog-${name}`}
              label={label}
              placeholder={placeholder}
              value={query[name]}
              onChange={(value) => onChange({ [name]: value })}
            />
          </InlineField>
        );
      })}
    </InlineFieldRow>
  );
}
