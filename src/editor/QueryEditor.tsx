import type { QueryEditorProps } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { InlineField, InlineFieldRow, InlineSwitch, Input, MultiSelect, RadioButtonGroup } from '@grafana/ui';
import React, { useCallback, useId } from 'react';
import type { QueryMeasure } from '../contract/measures';
import type { Grouping, QueryType, Statistic } from '../contract/query';
import type { BacklogDatasource } from '../datasource';
import { withDefaults } from '../query/defaults';
import { patternProblem } from '../query/queue-pattern';
import type { BacklogOptions, BacklogQuery } from '../types';
import { PatternSelect } from './PatternSelect';
import { describeMeasures, GROUPING_OPTIONS, MEASURE_OPTIONS, QUERY_TYPE_OPTIONS, STATISTIC_OPTIONS } from './query-options';
import { readWholeNumber } from './read-text';
import { useDraft } from './use-draft';
import { useQueueNames } from './use-queue-names';

type Props = QueryEditorProps<BacklogDatasource, BacklogQuery, BacklogOptions>;

/** What to show of which queues. Every change runs the query. */
export function QueryEditor({ datasource, query, onChange, onRunQuery }: Props) {
  const id = useId();
  const shown = withDefaults(query);
  const history = shown.queryType === 'history';
  const change = (fields: Partial<BacklogQuery>) => {
    onChange({ ...query, ...fields });
    onRunQuery();
  };
  const names = useQueueNames(useCallback(() => datasource.knownQueues(), [datasource]));
  const variables = getTemplateSrv()
    .getVariables()
    .map(({ name }) => name);
  const top = useDraft(shown.top > 0 ? String(shown.top) : '', readWholeNumber(0, 10_000), (n) => change({ top: n ?? 0 }));
  const queuesProblem = patternProblem(shown.queues);
  const excludeProblem = patternProblem(shown.exclude);
  const patternFields = { names, variables };

  return (
    <div data-testid="backlog-query-editor">
      <InlineFieldRow>
        <InlineField label="Show" labelWidth={12}>
          <RadioButtonGroup<QueryType>
            aria-label="Query type"
            options={QUERY_TYPE_OPTIONS}
            value={shown.queryType}
            onChange={(queryType) => change({ queryType })}
          />
        </InlineField>
        <InlineField
          label="Queues"
          labelWidth={12}
          grow
          htmlFor={`${id}-queues`}
          tooltip="Names, globs such as email*, /regular expressions/ and $variables. None means every known queue."
          invalid={queuesProblem !== undefined}
          error={queuesProblem}
        >
          <PatternSelect
            {...patternFields}
            inputId={`${id}-queues`}
            testId="backlog-queues"
            label="Queues"
            placeholder="Every known queue"
            value={shown.queues}
            onChange={(queues) => change({ queues })}
          />
        </InlineField>
      </InlineFieldRow>
      <InlineFieldRow>
        <InlineField label="Measure" labelWidth={12} htmlFor={`${id}-measures`} tooltip={describeMeasures(shown.measures)}>
          <MultiSelect<QueryMeasure>
            inputId={`${id}-measures`}
            aria-label="Measure"
            width={25}
            options={MEASURE_OPTIONS}
            value={[...shown.measures]}
            onChange={(items) => items.length > 0 && change({ measures: items.flatMap((item) => item.value ?? []) })}
          />
        </InlineField>
        <InlineField label="By">
          <RadioButtonGroup<Grouping> aria-label="By" options={GROUPING_OPTIONS} value={shown.by} onChange={(by) => change({ by })} />
        </InlineField>
        {history && (
          <InlineField label="Statistic" tooltip="Which value stands for an interval, when a point on the graph covers many samples.">
            <RadioButtonGroup<Statistic>
              aria-label="Statistic"
              options={STATISTIC_OPTIONS}
              value={shown.statistic}
              onChange={(statistic) => change({ statistic })}
            />
          </InlineField>
        )}
        <InlineField
          label="Top"
          htmlFor={`${id}-top`}
          tooltip="Keep only this many, the largest. Empty keeps all."
          invalid={top.error !== undefined}
          error={top.error}
          validationMessageHorizontalOverflow
        >
          <Input
            id={`${id}-top`}
            aria-label="Top"
            data-testid="backlog-top"
            width={8}
            inputMode="numeric"
            placeholder="all"
            {...top.input}
          />
        </InlineField>
        {history && (
          <InlineField label="Live" htmlFor={`${id}-live`} tooltip="New points arrive as they are sampled, without a refresh.">
            <InlineSwitch
              id={`${id}-live`}
              aria-label="Live"
              data-testid="backlog-live"
              value={shown.live}
              onChange={(event) => change({ live: event.currentTarget.checked })}
            />
          </InlineField>
        )}
        <InlineField
          label="Except"
          labelWidth={12}
          grow
          htmlFor={`${id}-exclude`}
          tooltip="Queues to leave out, in the same forms."
          invalid={excludeProblem !== undefined}
          error={excludeProblem}
        >
          <PatternSelect
            {...patternFields}
            inputId={`${id}-exclude`}
            testId="backlog-exclude"
            label="Except"
            placeholder="None"
            value={shown.exclude}
            onChange={(exclude) => change({ exclude })}
          />
        </InlineField>
      </InlineFieldRow>
    </div>
  );
}
