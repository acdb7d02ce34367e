import { InlineField, InlineSwitch, MultiSelect, RadioButtonGroup } from '@grafana/ui';
import React, { useId } from 'react';
import type { QueryMeasure } from '../contract/measures';
import type { Grouping, QueryOf, Statistic } from '../contract/query';
import { groupingProblem } from '../query/by-priority';
import { LABEL_WIDTH } from './QueueFields';
import { describeMeasures, GROUPING_OPTIONS, measureOptions, STATISTIC_OPTIONS } from './query-options';

interface Props {
  readonly query: QueryOf<'history' | 'now'>;
  readonly onChange: (fields: Partial<QueryOf<'history'>>) => void;
}

/** Which values of the queues, and how they are put together. */
export function MeasureFields({ query, onChange }: Props) {
  const { measures, by } = query;
  const id = useId();
  const problem = groupingProblem(measures, by);
  return (
    <>
      <InlineField
        label="Measure"
        labelWidth={LABEL_WIDTH}
        htmlFor={`${id}-measures`}
        tooltip={describeMeasures(measures)}
        invalid={problem !== undefined}
        error={problem}
        validationMessageHorizontalOverflow
      >
        <MultiSelect<QueryMeasure>
          inputId={`${id}-measures`}
          aria-label="Measure"
          data-testid="backlog-measures"
          width={40}
          closeMenuOnSelect={false}
          options={measureOptions(by)}
          value={[...measures]}
          onChange={(items) => items.length > 0 && onChange({ measures: items.flatMap((item) => item.value ?? []) })}
        />
      </InlineField>
      <InlineField label="By">
        <RadioButtonGroup<Grouping> aria-label="By" options={GROUPING_OPTIONS} value={by} onChange={(value) => onChange({ by: value })} />
      </InlineField>
      {'statistic' in query && (
        <InlineField label="Statistic" tooltip="Which value stands for an interval, when a point on the graph covers many samples.">
          <RadioButtonGroup<Statistic>
            aria-label="Statistic"
            options={STATISTIC_OPTIONS}
            value={query.statistic}
            onChange={(value) => onChange({ statistic: value })}
          />
        </InlineField>
      )}
      {'usual' in query && (
        <InlineField
          label="Show usual range"
          htmlFor={`${id}-usual`}
          tooltip="The range in which four of five values of this hour of the week were in the last four weeks. Needs two weeks of archive."
          invalid={query.usual && by === 'priority'}
          error="By priority there is no usual range"
        >
          <InlineSwitch
            id={`${id}-usual`}
            aria-label="Show usual range"
            data-testid="backlog-usual"
            value={query.usual}
            onChange={(event) => onChange({ usual: event.currentTarget.checked })}
          />
        </InlineField>
      )}
    </>
  );
}
