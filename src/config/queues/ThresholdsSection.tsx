import { t } from '@grafana/i18n';
import { Button } from '@grafana/ui';
import React, { useState } from 'react';
import { hasAgeThresholds } from '../../contract/settings/age-thresholds';
import { readSeconds, readTasks } from '../../editor/read-text';
import { useReadOnly } from '../fields/read-only';
import { Section } from '../fields/Section';
import { DraftField } from '../fields/TextField';
import { Warning } from '../fields/Warning';
import { isInvalid } from '../invalid';
import { changeJson, NUMBER_WIDTH, type SectionProps } from '../section';
import { thresholdsSummary } from '../summaries';
import { ThresholdRowFields } from './ThresholdRowFields';
import { ageProblem, isRepeated, overridesOf, rowsOf, type ThresholdRow, withAge } from './threshold-rows';

/** The number of waiting tasks, and the age of the oldest one, above which a queue's status is warning or critical. */
export function ThresholdsSection(props: SectionProps) {
  const { thresholds, details } = props.options.jsonData;
  const disabled = useReadOnly();
  // A row that is being edited may have no queue or a repeated one. The stored object cannot hold that, so rows are kept here.
  const [rows, setRows] = useState(() => rowsOf(thresholds?.queues).map((row, key) => ({ key, row })));
  const change = (next: typeof rows) => {
    setRows(next);
    changeJson(props, { thresholds: { ...thresholds, queues: overridesOf(next.map(({ row }) => row)) } });
  };
  const list = rows.map(({ row }) => row);
  const nextKey = 1 + Math.max(-1, ...rows.map(({ key }) => key));
  const level = (id: 'warning' | 'critical', label: string) => (
    <DraftField
      id={id}
      label={label}
      placeholder="never"
      width={NUMBER_WIDTH}
      shown={thresholds?.[id]?.toString() ?? ''}
      read={readTasks}
      onCommit={(value) => changeJson(props, { thresholds: { ...thresholds, [id]: value } })}
    />
  );
  const age = (id: 'warning' | 'critical', label: string) => (
    <DraftField
      id={`age-${id}`}
      label={label}
      placeholder="never"
      width={NUMBER_WIDTH}
      shown={thresholds?.age?.[id]?.toString() ?? ''}
      read={readSeconds}
      eager // the other level is checked against it
      problem={id === 'warning' ? ageProblem(thresholds?.age) : undefined}
      onCommit={(value) => changeJson(props, { thresholds: { ...thresholds, ...withAge(thresholds?.age, { [id]: value }) } })}
    />
  );

  return (
    <Section
      id="thresholds"
      title={t('config.thresholds.title', 'Thresholds')}
      summary={thresholdsSummary(props.options.jsonData)}
      isInvalid={isInvalid.thresholds(props.options.jsonData)}
      description="A queue is in warning or critical when more tasks than this wait in it, or when its oldest waiting task is older than this. Leave empty for no threshold."
    >
      {level('warning', 'Warning')}
      {level('critical', 'Critical')}
      {age('warning', 'Oldest task: warning (seconds)')}
      {age('critical', 'Oldest task: critical (seconds)')}
      {details === false && thresholds && hasAgeThresholds(thresholds) && (
        <Warning title="The thresholds of the oldest task have no effect">
          Ages are not read, because "Read queue details" is off. Switch it on, or remove these thresholds.
        </Warning>
      )}
      <Section
        inner
        isInitiallyOpen
        id="per-queue"
        title={t('config.thresholds.perQueue', 'Per queue')}
        description="Overrides the thresholds above. Leave a field empty to use the one above."
      >
        {rows.map(({ key, row }, index) => (
          <ThresholdRowFields
            key={key}
            row={row}
            repeated={isRepeated(list, index)}
            onChange={(changed: ThresholdRow) => change(rows.map((r) => (r.key === key ? { key, row: changed } : r)))}
            onRemove={() => change(rows.filter((r) => r.key !== key))}
          />
        ))}
        <Button
          type="button"
          variant="secondary"
          icon="plus"
          disabled={disabled}
          data-testid="backlog-add-threshold"
          onClick={() => setRows([...rows, { key: nextKey, row: { queue: '' } }])}
        >
          Add queue
        </Button>
      </Section>
    </Section>
  );
}
