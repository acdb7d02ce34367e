import { t } from '@grafana/i18n';
import { Input } from '@grafana/ui';
import React from 'react';
import { LIMITS } from '../../contract/settings/defaults';
import { readWholeNumber } from '../../editor/read-text';
import { useDraft } from '../../editor/use-draft';
import { PLAIN } from '../../editor/words/plain';
import { RowField } from '../fields/RowField';
import { NUMBER_WIDTH } from '../section';
import type { WorkerQueueRow } from './worker-queue-rows';

const readSlots = readWholeNumber(...LIMITS.workerConcurrency);

interface Props {
  /** Whose slots they are. */
  readonly of: string;
  readonly slots: WorkerQueueRow['slots'];
  readonly onChange: (slots: WorkerQueueRow['slots']) => void;
}

/** How many tasks a worker runs at a time. What does not read as a number is handed on too: see `DraftField`. */
export function SlotsField({ of, slots, onChange }: Props) {
  const { input, error } = useDraft(slots?.toString() ?? '', readSlots, onChange, { refuse: onChange });
  return (
    <RowField label={t('config.workers.slots', 'Slots')} problem={error}>
      <Input
        aria-label={t('config.workers.slotsOf', 'Slots of {{worker}}', { worker: of, ...PLAIN })}
        width={NUMBER_WIDTH}
        placeholder="4"
        {...input}
      />
    </RowField>
  );
}
