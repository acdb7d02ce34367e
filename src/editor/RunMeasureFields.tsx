import { InlineField, MultiSelect, RadioButtonGroup } from '@grafana/ui';
import React, { useId } from 'react';
import type { DurationStatistic, RunFormat, RunGrouping } from '../contract/queries/runs';
import type { QueryOf } from '../contract/query';
import type { RunMeasure } from '../contract/run-measures';
import { LABEL_WIDTH } from './QueueFields';
import {
  DURATION_OPTIONS,
  describeRunMeasures,
  exceptionProblem,
  FORMAT_OPTIONS,
  hasDurations,
  runGroupingOptions,
  runMeasureOptions,
} from './run-options';

interface Props {
  readonly query: QueryOf<'runs'>;
  readonly onChange: (fields: Partial<QueryOf<'runs'>>) => void;
}

/** Which values of the task runs, and how they are put together. */
export function RunMeasureFields({ query: { format, by, measures, statistic }, onChange }: Props) {
  const id = useId();
  const problem = exceptionProblem(measures, by);
  return (
    <>
      <InlineField label="Format" labelWidth={LABEL_WIDTH}>
        <RadioButtonGroup<RunFormat>
          aria-label="Format"
          options={FORMAT_OPTIONS}
          value={format}
          onChange={(value) => onChange({ format: value, ...(value === 'timeseries' && by === 'exception' && { by: 'task' }) })}
        />
      </InlineField>
      <InlineField
        label="Measure"
        htmlFor={`${id}-measures`}
        tooltip={describeRunMeasures(measures)}
        invalid={problem !== undefined}
        error={problem}
        validationMessageHorizontalOverflow
      >
        <MultiSelect<RunMeasure>
          inputId={`${id}-measures`}
          aria-label="Measure"
          data-testid="backlog-measures"
          width={40}
          closeMenuOnSelect={false}
          options={runMeasureOptions(by)}
          value={[...measures]}
          onChange={(items) => items.length > 0 && onChange({ measures: items.flatMap((item) => item.value ?? []) })}
        />
      </InlineField>
      <InlineField label="By">
        <RadioButtonGroup<RunGrouping>
          aria-label="By"
          options={runGroupingOptions(format)}
          value={by}
          onChange={(value) =>
            onChange({ by: value, ...(value === 'exception' && exceptionProblem(measures, value) && { measures: ['failed', 'retried'] }) })
          }
        />
      </InlineField>
      {hasDurations(measures) && (
        <InlineField label="Statistic" tooltip="Which value of runtime and queueTime stands for many tasks.">
          <RadioButtonGroup<DurationStatistic>
            aria-label="Statistic"
            options={DURATION_OPTIONS}
            value={statistic}
            onChange={(value) => onChange({ statistic: value })}
          />
        </InlineField>
      )}
    </>
  );
}
