import { t } from '@grafana/i18n';
import { IconButton, Input } from '@grafana/ui';
import React from 'react';
import { readSeconds, readTasks } from '../../editor/read-text';
import { useDraft } from '../../editor/use-draft';
import { PLAIN } from '../../editor/words/plain';
import { FieldRow, RowField } from '../fields/RowField';
import { useReadOnly } from '../fields/read-only';
import { ageProblem, type ThresholdRow, withAge } from './threshold-rows';

/** All fields of a row fit on one line beside Grafana's navigation at 1280 pixels. */
const NARROW = 14;

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
  const of = { queue: row.queue === '' ? t('config.thresholds.newQueue', 'new queue') : row.queue, ...PLAIN };
  // On the line in short, so that all four fit; in full to a screen reader.
  const levels = [
    [
      t('config.thresholds.rowWarning', 'Warning'),
      t('config.thresholds.warningOf', 'Warning for {{queue}}', of),
      useLevel(row.warning, readTasks, (warning) => onChange({ ...row, warning })),
    ],
    [
      t('config.thresholds.rowCritical', 'Critical'),
      t('config.thresholds.criticalOf', 'Critical for {{queue}}', of),
      useLevel(row.critical, readTasks, (critical) => onChange({ ...row, critical })),
    ],
    [
      t('config.thresholds.rowAgeWarning', 'Age warning (s)'),
      t('config.thresholds.ageWarningOf', 'Oldest task: warning (seconds) for {{queue}}', of),
      useLevel(row.age?.warning, readSeconds, (warning) => onChange({ ...row, ...withAge(row.age, { warning }) }), {
        eager: true, // the other level is checked against it
        problem: ageProblem(row.age),
      }),
    ],
    [
      t('config.thresholds.rowAgeCritical', 'Age critical (s)'),
      t('config.thresholds.ageCriticalOf', 'Oldest task: critical (seconds) for {{queue}}', of),
      useLevel(row.age?.critical, readSeconds, (critical) => onChange({ ...row, ...withAge(row.age, { critical }) }), { eager: true }),
    ],
  ] as const;
  const problem = repeated
    ? t('config.thresholds.repeated', 'Another row has this queue. Only the first is saved. Remove one.')
    : row.queue === '' && levels.some(([, , { input }]) => input.value !== '')
      ? t('config.thresholds.nameless', 'Expected the name of a queue, got none. Enter a name or remove the row.')
      : undefined;
  return (
    <FieldRow testId="backlog-threshold-row">
      <RowField label={t('config.thresholds.rowQueue', 'Queue')} problem={problem}>
        <Input
          aria-label={t('config.thresholds.queue', 'Threshold queue')}
          width={24}
          placeholder="celery"
          value={row.queue}
          onChange={(event) => onChange({ ...row, queue: event.currentTarget.value })}
        />
      </RowField>
      {levels.map(([label, name, { input, error }]) => (
        <RowField key={label} label={label} problem={error}>
          <Input aria-label={name} width={NARROW} {...input} />
        </RowField>
      ))}
      <IconButton
        name="trash-alt"
        aria-label={t('config.thresholds.removeOf', 'Remove thresholds of {{queue}}', of)}
        tooltip={t('config.remove', 'Remove')}
        disabled={disabled}
        onClick={onRemove}
      />
    </FieldRow>
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
