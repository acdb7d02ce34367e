import { IconButton, InlineField, InlineFieldRow, Input } from '@grafana/ui';
import React from 'react';
import { readTasks } from '../editor/read-text';
import { useDraft } from '../editor/use-draft';
import { NUMBER_WIDTH } from './section';
import type { ThresholdRow } from './threshold-rows';

interface Props {
  readonly row: ThresholdRow;
  /** An earlier row is for the same queue. */
  readonly repeated: boolean;
  readonly onChange: (row: ThresholdRow) => void;
  readonly onRemove: () => void;
}

/** One queue's thresholds on one line. */
export function ThresholdRowFields({ row, repeated, onChange, onRemove }: Props) {
  const warning = useDraft(row.warning?.toString() ?? '', readTasks, (value) => onChange({ ...row, warning: value }));
  const critical = useDraft(row.critical?.toString() ?? '', readTasks, (value) => onChange({ ...row, critical: value }));
  const of = row.queue === '' ? 'new queue' : row.queue;
  return (
    <InlineFieldRow data-testid="backlog-threshold-row">
      <InlineField label="Queue" invalid={repeated} error={repeated ? 'This queue has a row already' : undefined}>
        <Input
          aria-label="Threshold queue"
          width={28}
          placeholder="celery"
          value={row.queue}
          onChange={(event) => onChange({ ...row, queue: event.currentTarget.value })}
        />
      </InlineField>
      <InlineField label="Warning" invalid={warning.error !== undefined} error={warning.error}>
        <Input aria-label={`Warning for ${of}`} width={NUMBER_WIDTH} {...warning.input} />
      </InlineField>
      <InlineField label="Critical" invalid={critical.error !== undefined} error={critical.error}>
        <Input aria-label={`Critical for ${of}`} width={NUMBER_WIDTH} {...critical.input} />
      </InlineField>
      <IconButton name="trash-alt" aria-label={`Remove thresholds of ${of}`} tooltip="Remove" onClick={onRemove} />
    </InlineFieldRow>
  );
}
