import { Button, Field, IconButton, InlineField, InlineFieldRow, Input } from '@grafana/ui';
import React, { useState } from 'react';
import { PatternSelect } from '../../editor/PatternSelect';
import type { QueueNames } from '../../editor/use-queue-names';
import { patternProblem } from '../../query/queue-pattern';
import { useReadOnly } from '../fields/read-only';
import { changeJson, type SectionProps } from '../section';
import { SlotsField } from './SlotsField';
import { isNameless, isRepeated, mapsOf, rowsOf, type WorkerQueueRow } from './worker-queue-rows';

type Props = SectionProps & { readonly names: QueueNames };

/** Which queues which workers consume, and how many tasks they run at a time. Heartbeats do not say it. */
export function WorkerQueues({ names, ...props }: Props) {
  const disabled = useReadOnly();
  // Rows being written may lack a name or repeat one, which the stored object cannot hold: so they live here.
  const [rows, setRows] = useState(() => rowsOf(props.options.jsonData).map((row, key) => ({ key, ...row })));
  const change = (next: typeof rows) => {
    setRows(next);
    changeJson(props, mapsOf(next));
  };
  const edit = (key: number, fields: Partial<WorkerQueueRow>) => change(rows.map((row) => (row.key === key ? { ...row, ...fields } : row)));
  const nextKey = 1 + Math.max(-1, ...rows.map(({ key }) => key));
  return (
    <Field
      label="Queues and slots by worker"
      description="Heartbeats name neither. A worker named after a queue (emails@host) is assumed to consume it. Say the others here, and how many tasks each worker runs at a time (--concurrency), or turn on remote control."
    >
      <div>
        {rows.map(({ key, worker, queues, slots }, index) => {
          const problem = isRepeated(rows, index)
            ? 'These workers have a row already: only the first is saved'
            : isNameless({ worker, queues, slots })
              ? 'Expected the name of a worker'
              : patternProblem([worker]);
          const of = worker === '' ? 'new workers' : worker;
          return (
            <InlineFieldRow key={key} data-testid="backlog-worker-row">
              <InlineField label="Workers" invalid={problem !== undefined} error={problem} disabled={disabled}>
                <Input
                  aria-label="Workers"
                  width={24}
                  placeholder="emails@*"
                  value={worker}
                  onChange={({ currentTarget }) => edit(key, { worker: currentTarget.value })}
                />
              </InlineField>
              <InlineField label="Queues" disabled={disabled}>
                <PatternSelect
                  names={names}
                  width={36}
                  inputId={`backlog-worker-queues-${key}`}
                  testId="backlog-worker-queues"
                  label={`Queues of ${of}`}
                  placeholder="emails"
                  takes="a name"
                  value={queues}
                  onChange={(value) => edit(key, { queues: value })}
                />
              </InlineField>
              <SlotsField of={of} slots={slots} onChange={(changed) => edit(key, { slots: changed })} />
              <IconButton
                name="trash-alt"
                aria-label={`Remove ${of}`}
                tooltip="Remove"
                disabled={disabled}
                onClick={() => change(rows.filter((row) => row.key !== key))}
              />
            </InlineFieldRow>
          );
        })}
        <Button
          type="button"
          variant="secondary"
          icon="plus"
          disabled={disabled}
          data-testid="backlog-add-worker"
          onClick={() => setRows([...rows, { key: nextKey, worker: '', queues: [] }])}
        >
          Add workers
        </Button>
      </div>
    </Field>
  );
}
