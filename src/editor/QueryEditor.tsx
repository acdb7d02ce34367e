import { css } from '@emotion/css';
import type { QueryEditorProps } from '@grafana/data';
import { InlineField, InlineFieldRow, InlineSwitch, Input, RadioButtonGroup, Text } from '@grafana/ui';
import React, { useId } from 'react';
import type { QueryType } from '../contract/query';
import type { BacklogDatasource } from '../datasource';
import { type BrokerAnswer, brokerAnswerOf, measuresOfAnswer } from '../query/broker-answer';
import { changeType } from '../query/change-type';
import { withDefaults } from '../query/defaults';
import { type QueryField, reads } from '../query/query-fields';
import type { BacklogOptions, BacklogQuery } from '../types';
import { MeasureFields } from './MeasureFields';
import { LABEL_WIDTH, QueueFields } from './QueueFields';
import { BROKER_OPTIONS, describeQueryType, queryTypeOptions } from './query-options';
import { readWholeNumber } from './read-text';
import { useDraft } from './use-draft';

type Props = QueryEditorProps<BacklogDatasource, BacklogQuery, BacklogOptions>;

/** In the middle of a row of fields, which are 32 px high, in the room that is left there. */
const BESIDE = css({ flex: '1 1 0', minWidth: 0, display: 'grid', alignItems: 'center', height: 32, marginLeft: 8 });

/** What to show of what. Only the fields that the kind of query reads are there. Every change runs the query. */
export function QueryEditor({ datasource, query, onChange, onRunQuery }: Props) {
  const id = useId();
  const shown = withDefaults(query);
  const { queryType } = shown;
  const has = (field: QueryField) => reads(queryType, field);
  const change = (fields: Partial<BacklogQuery>) => {
    onChange({ ...query, ...fields });
    onRunQuery();
  };
  const top = useDraft(shown.top > 0 ? String(shown.top) : '', readWholeNumber(0, 10_000), (n) => change({ top: n ?? 0 }));

  return (
    <div data-testid="backlog-query-editor">
      <InlineFieldRow>
        <InlineField label="Show" labelWidth={LABEL_WIDTH}>
          <RadioButtonGroup<QueryType>
            aria-label="Query type"
            options={queryTypeOptions(queryType)}
            value={queryType}
            onChange={(value) => change(changeType(query, value))}
          />
        </InlineField>
        <div className={BESIDE}>
          <Text color="secondary" variant="bodySmall" truncate>
            {describeQueryType(queryType)}
          </Text>
        </div>
      </InlineFieldRow>
      {has('queues') && <QueueFields datasource={datasource} query={query} onChange={change} />}
      <InlineFieldRow>
        {has('measures') && <MeasureFields query={shown} onChange={change} />}
        {queryType === 'broker' && (
          <InlineField label="Answer" labelWidth={LABEL_WIDTH}>
            <RadioButtonGroup<BrokerAnswer>
              aria-label="Answer"
              options={BROKER_OPTIONS}
              value={brokerAnswerOf(shown.measures)}
              onChange={(answer) => change({ measures: measuresOfAnswer(answer) })}
            />
          </InlineField>
        )}
        {has('top') && (
          <InlineField
            label="Top"
            {...(has('measures') ? {} : { labelWidth: LABEL_WIDTH })}
            htmlFor={`${id}-top`}
            tooltip={`Keep only this many, the largest${has('measures') ? ' by the first measure' : ''}. Empty keeps all.`}
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
        )}
        {has('live') && (
          <InlineField
            label="Live"
            {...(has('measures') ? {} : { labelWidth: LABEL_WIDTH })}
            htmlFor={`${id}-live`}
            tooltip="What is new arrives by itself, without a refresh."
          >
            <InlineSwitch
              id={`${id}-live`}
              aria-label="Live"
              data-testid="backlog-live"
              value={shown.live}
              onChange={(event) => change({ live: event.currentTarget.checked })}
            />
          </InlineField>
        )}
      </InlineFieldRow>
    </div>
  );
}
