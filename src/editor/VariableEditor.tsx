import type { DataSourceApi, QueryEditorProps } from '@grafana/data';
import { InlineField, Input } from '@grafana/ui';
import React, { useId } from 'react';
import { patternProblem } from '../query/queue-pattern';
import { patternOfVariable } from '../query/variable-pattern';
import type { BacklogOptions, BacklogQuery, QueueVariableQuery } from '../types';
import { useDraft } from './use-draft';

type Props = QueryEditorProps<DataSourceApi<BacklogQuery, BacklogOptions>, BacklogQuery, BacklogOptions, QueueVariableQuery>;

/** Which queues a dashboard variable lists. */
export function VariableEditor({ query, onChange }: Props) {
  const id = useId();
  const pattern = patternOfVariable(query);
  const draft = useDraft(
    pattern,
    (text) => ({ value: text.trim() }),
    (value) => onChange({ refId: 'queues', query: value }),
  );
  const problem = patternProblem([draft.input.value.trim()]);
  return (
    <InlineField
      label="Queues"
      labelWidth={20}
      grow
      htmlFor={id}
      tooltip="A name, a glob such as email*, a /regular expression/ or a $variable. Empty lists every known queue."
      invalid={problem !== undefined}
      error={problem}
    >
      <Input id={id} aria-label="Queues" data-testid="backlog-variable" placeholder="Every known queue" {...draft.input} />
    </InlineField>
  );
}
