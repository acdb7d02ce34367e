import { getTemplateSrv } from '@grafana/runtime';
import { InlineField, InlineFieldRow } from '@grafana/ui';
import React, { useCallback, useId } from 'react';
import type { QueryOf } from '../contract/query';
import type { QueueEntry } from '../contract/resources';
import { patternProblem } from '../query/queue-pattern';
import { PatternSelect } from './PatternSelect';
import { useQueueNames } from './use-queue-names';

export const LABEL_WIDTH = 12;

/** What of the datasource is needed to complete names. */
export interface QueueChoices {
  knownQueues(): Promise<readonly QueueEntry[]>;
}

type Patterns = Pick<QueryOf<'workers'>, 'queues' | 'exclude'>;

interface Props {
  readonly datasource: QueueChoices;
  readonly query: Patterns;
  readonly onChange: (fields: Partial<Patterns>) => void;
}

/** Which queues: those that are meant, and those left out. */
export function QueueFields({ datasource, query: { queues, exclude }, onChange }: Props) {
  const id = useId();
  const names = useQueueNames(useCallback(() => datasource.knownQueues(), [datasource]));
  const variables = getTemplateSrv()
    .getVariables()
    .map(({ name }) => name);
  const queuesProblem = patternProblem(queues);
  const excludeProblem = patternProblem(exclude);
  return (
    <InlineFieldRow>
      <InlineField
        label="Queues"
        labelWidth={LABEL_WIDTH}
        grow
        htmlFor={`${id}-queues`}
        tooltip="Names, globs such as email*, /regular expressions/ and $variables. None means every known queue."
        invalid={queuesProblem !== undefined}
        error={queuesProblem}
      >
        <PatternSelect
          names={names}
          variables={variables}
          inputId={`${id}-queues`}
          testId="backlog-queues"
          label="Queues"
          placeholder="Every known queue"
          value={queues}
          onChange={(value) => onChange({ queues: value })}
        />
      </InlineField>
      <InlineField
        label="Exclude"
        labelWidth={LABEL_WIDTH}
        grow
        htmlFor={`${id}-exclude`}
        tooltip="Queues to leave out, in the same forms."
        invalid={excludeProblem !== undefined}
        error={excludeProblem}
      >
        <PatternSelect
          names={names}
          variables={variables}
          inputId={`${id}-exclude`}
          testId="backlog-exclude"
          label="Exclude"
          placeholder="None"
          value={exclude}
          onChange={(value) => onChange({ exclude: value })}
        />
      </InlineField>
    </InlineFieldRow>
  );
}
