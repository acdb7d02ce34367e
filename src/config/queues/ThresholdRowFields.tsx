import { IconButton, InlineField, InlineFieldRow, Input } from '@grafana/ui';
import React from 'react';
import { readSeconds, readTasks } from '../../editor/read-text';
import { useDraft } from '../../editor/use-draft';
import { useReadOnly } from '../fields/read-only';
import { ageProblem, type ThresholdRow, withAge } from './threshold-rows';

/** All fields of a row fit on one line beside Grafana's navigation at 1440 pixels. */
const NARROW = 10;

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
  // On the line in short, so that all four fit; in full to a screen reader and in the tooltip.
  const levels = [
    ['Warning', 'Warning', useLevel(row.warning, readTasks, (warning) => onChange({ ...row, warning }))],
    ['Critical', 'Critical', useLevel(row.critical, readTasks, (critical) => onChange({ ...row, critical }))],
    [
      'Age warning (s)',
      'Oldest task: warning (seconds)',
      useLevel(row.age?.warning, readSeconds, (warning) => onChange({ ...row, ...withAge(row.age, { warning }) }), {
        eager: true, // the other level is checked against it
        problem: ageProblem(row.age),
      }),
    ],
    [
      'Age critical (s)',
      'Oldest task: critical (seconds)',
      useLevel(row.age?.critical, readSeconds, (critical) => onChange({ ...row, ...withAge(row.age, { critical }) }), { eager: true }),
    ],
  ] as const;
  const problem = repeated
    ? 'This queue has a row already: only the first is saved'
    : row.queue === '' && levels.some(([, , { input }]) => input.value !== '')
      ? 'Expected the name of a queue'
      : undefined;
  const of = row.queue === '' ? 'new queue' : row.queue;
  return (
    <InlineFieldRow data-testid="backlog-threshold-row">
      <InlineField label="Queue" invalid={problem !== undefined} error={problem} disabled={disabled}>
        <Input
          aria-label="Threshold queue"
          width={24}
          placeholder="celery"
          value={row.queue}
          onChange={(event) => onChange({ ...row, queue: event.currentTarget.value })}
        />
      </InlineField>
      {levels.map(([label, name, { input, error }]) => (
        <InlineField
          key={label}
          label={label}
          {...(name !== label && { tooltip: name })}
          invalid={error !== undefined}
          error={error}
          disabled={disabled}
        >
          <Input aria-label={`${name} for ${of}`} width={NARROW} {...input} />
        </InlineField>
      ))}
      <IconButton name="trash-alt" aria-label={`Remove thresholds of ${of}`} tooltip="Remove" disabled={disabled} onClick={onRemove} />
    </InlineFieldRow>
  );
}

type Level = ThresholdRow['warning'];

/**
 * Text that is not a number is passed on too: see `DraftField`.
 * @param problem what is wrong with the number in combination with others
 */
function useLevel(
  level: Level,
  read: typeof readTasks,
  onChange: (level: Level) => void,
  { eager, problem }: { readonly eager?: boolean; readonly problem?: string | undefined } = {},
) {
  const { input, error = problem } = useDraft(level?.toString() ?? '', read, onChange, { eager, refuse: onChange });
  return { input, error };
}
