import { t } from '@grafana/i18n';
import { Button, Field, IconButton, Input } from '@grafana/ui';
import React, { useState } from 'react';
import { PatternSelect } from '../../editor/PatternSelect';
import type { QueueNames } from '../../editor/use-queue-names';
import { PLAIN } from '../../editor/words/plain';
import { patternProblem } from '../../query/queue-pattern';
import { FieldRow, RowField } from '../fields/RowField';
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
      label={t('config.workers.byWorker', 'Queues and slots by worker')}
      description={t(
        'config.workers.byWorkerWhat',
        'Heartbeats name neither queues nor slots. Backlog assumes that a worker named after a queue (emails@host) consumes it. Enter the queues of other workers here, and how many tasks a worker runs at a time (--concurrency), or turn on remote control.',
      )}
    >
      <div>
        {rows.map(({ key, worker, queues, slots }, index) => {
          const problem = isRepeated(rows, index)
            ? t('config.workers.repeated', 'Another row has these workers. Only the first is saved. Remove one.')
            : isNameless({ worker, queues, slots })
              ? t('config.workers.nameless', 'Expected the name of a worker, got none. Enter a name or a glob such as emails@*.')
              : patternProblem([worker]);
          const of = worker === '' ? t('config.workers.new', 'new workers') : worker;
          return (
            <FieldRow key={key} testId="backlog-worker-row">
              <RowField label={t('config.workers.workers', 'Workers')} problem={problem}>
                <Input
                  aria-label={t('config.workers.workers', 'Workers')}
                  width={24}
                  placeholder="emails@*"
                  value={worker}
                  onChange={({ currentTarget }) => edit(key, { worker: currentTarget.value })}
                />
              </RowField>
              <RowField label={t('config.workers.queues', 'Queues')}>
                <PatternSelect
                  names={names}
                  width={36}
                  inputId={`backlog-worker-queues-${key}`}
                  testId="backlog-worker-queues"
                  label={t('config.workers.queuesOf', 'Queues of {{worker}}', { worker: of, ...PLAIN })}
                  placeholder="emails"
                  takes={t('config.patterns.takesName', 'Use this name')}
                  value={queues}
                  onChange={(value) => edit(key, { queues: value })}
                />
              </RowField>
              <SlotsField of={of} slots={slots} onChange={(changed) => edit(key, { slots: changed })} />
              <IconButton
                name="trash-alt"
                aria-label={t('config.workers.removeOf', 'Remove {{worker}}', { worker: of, ...PLAIN })}
                tooltip={t('config.remove', 'Remove')}
                disabled={disabled}
                onClick={() => change(rows.filter((row) => row.key !== key))}
              />
            </FieldRow>
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
          {t('config.workers.add', 'Add workers')}
        </Button>
      </div>
    </Field>
  );
}
