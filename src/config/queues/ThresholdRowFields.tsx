import { IconButton, InlineField, InlineFieldRow, Input } from '@grafana/ui';
import React from 'react';
import { readTasks } from '../../editor/read-text';
import { useDraft } from '../../editor/use-draft';
import { useReadOnly } from '../fields/read-only';
import { NUMBER_WIDTH } from '../section';
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
  const disabled = useReadOnly();
  const warning = useLevel(row.warning, (value) => onChange({ ...row, warning: value }));
  const critical = useLevel(row.critical, (value) => onChange({ ...row, critical: value }));
  const problem = repeated
    ? 'This queue has a row already: only the first is saved'
    : row.queue === '' && warning.input.value + critical.input.value !== ''
      ? 'Expected the name of a queue'
      : undefined;
  const of = row.queue === '' ? 'new queue' : row.queue;
  return (
    <InlineFieldRow data-testid="backlog-threshold-row">
      <InlineField label="Queue" invalid={problem !== undefined} error={problem} disabled={disabled}>
        <Input
          aria-label="Threshold queue"
          width={28}
          placeholder="celery"
          value={row.queue}
          onChange={(event) => onChange({ ...row, queue: event.currentTarget.value })}
        />
      </InlineField>
      <InlineField label="Warning" invalid={warning.error !== undefined} error={warning.error} disabled={disabled}>
        <Input aria-label={`Warning for ${of}`} width={NUMBER_WIDTH} {...warning.input} />
      </InlineField>
      <InlineField label="Critical" invalid={critical.error !== undefined} error={critical.error} disabled={disabled}>
        <Input aria-label={`Critical for ${of}`} width={NUMBER_WIDTH} {...critical.input} />
      </InlineField>
      <IconButton name="trash-alt" aria-label={`Remove thresholds of ${of}`} tooltip="Remove" disabled={disabled} onClick={onRemove} />
    </InlineFieldRow>
  );
}

/** What does not read as a number of tasks is handed on too: see `DraftField`. */
function useLevel(level: ThresholdRow['warning'], onChange: (level: ThresholdRow['warning']) => void) {
  return useDraft(level?.toString() ?? '', readTasks, onChange, { refuse: onChange });
}
