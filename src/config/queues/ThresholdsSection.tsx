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
      placeholder={t('config.thresholds.never', 'no threshold')}
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
      placeholder={t('config.thresholds.never', 'no threshold')}
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
      description={t(
        'config.thresholds.what',
        'The status of a queue is warning or critical when more tasks than this wait in it, or when its oldest waiting task is older than this.',
      )}
    >
      {level('warning', t('config.thresholds.warning', 'Warning (tasks)'))}
      {level('critical', t('config.thresholds.critical', 'Critical (tasks)'))}
      {age('warning', t('config.thresholds.ageWarning', 'Oldest task: warning (seconds)'))}
      {age('critical', t('config.thresholds.ageCritical', 'Oldest task: critical (seconds)'))}
      {details === false && thresholds && hasAgeThresholds(thresholds) && (
        <Warning title={t('config.thresholds.noAges', 'The thresholds of the oldest task have no effect')}>
          {t('config.thresholds.noAgesWhy', 'Read queue details is off, so Backlog reads no ages. Turn it on or remove these thresholds.')}
        </Warning>
      )}
      <Section
        inner
        isInitiallyOpen
        id="per-queue"
        title={t('config.thresholds.perQueue', 'Per queue')}
        description={t('config.thresholds.perQueueWhat', 'Overrides the thresholds above. An empty field uses the one above.')}
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
          {t('config.thresholds.addQueue', 'Add queue')}
        </Button>
      </Section>
    </Section>
  );
}
