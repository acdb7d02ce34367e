import { css } from '@emotion/css';
import { CoreApp, type QueryEditorProps } from '@grafana/data';
import { InlineField, InlineFieldRow, InlineSwitch, Input, RadioButtonGroup, Text } from '@grafana/ui';
import React, { useId } from 'react';
import { migrateQuery } from '../contract/migrate-query';
import type { BrokerAnswer } from '../contract/queries/broker';
import type { QueryType } from '../contract/query';
import type { BacklogDatasource } from '../datasource';
import { changeType, forAlert } from '../query/change-type';
import { openQuery } from '../query/open-query';
import type { BacklogOptions, BacklogQuery } from '../types';
import { MeasureFields } from './MeasureFields';
import { LABEL_WIDTH, QueueFields } from './QueueFields';
import { BROKER_OPTIONS, describeQueryType, queryTypeOptions } from './query-options';
import { RunFields } from './RunFields';
import { RunMeasureFields } from './RunMeasureFields';
import { readWholeNumber } from './read-text';
import { useDraft } from './use-draft';

type Props = QueryEditorProps<BacklogDatasource, BacklogQuery, BacklogOptions>;

/** In the middle of a row of fields, which are 32 px high, in the room that is left there. */
const BESIDE = css({ flex: '1 1 0', minWidth: 0, display: 'grid', alignItems: 'center', height: 32, marginLeft: 8 });

/** What to show of what. Only the fields that the type of query has are there. Every change runs the query. */
export function QueryEditor({ app, datasource, query, onChange, onRunQuery }: Props) {
  const id = useId();
  // Of a type that is not known here nothing is shown, so that another can be chosen; the backend says what it expects.
  const shown = openQuery(query) ?? { queryType: undefined };
  const { queryType } = shown;
  const put = (changed: BacklogQuery) => {
    onChange(changed);
    onRunQuery();
  };
  const change = (fields: Readonly<Record<string, unknown>>) => put({ ...migrateQuery(query), ...fields });
  const hasMeasures = 'measures' in shown;
  const most = 'top' in shown && shown.top > 0 ? String(shown.top) : '';
  const top = useDraft(most, readWholeNumber(0, 10_000), (n) => change({ top: n ?? 0 }));

  return (
    <div data-testid="backlog-query-editor">
      <InlineFieldRow>
        <InlineField label="Show" labelWidth={LABEL_WIDTH}>
          <RadioButtonGroup<QueryType>
            aria-label="Query type"
            options={queryTypeOptions(queryType)}
            {...(queryType && { value: queryType })}
            onChange={(value) => put({ ...changeType(query, value), ...(app === CoreApp.UnifiedAlerting && forAlert(query, value)) })}
          />
        </InlineField>
        <div className={BESIDE}>
          <Text color="secondary" variant="bodySmall" truncate>
            {describeQueryType(queryType)}
          </Text>
        </div>
      </InlineFieldRow>
      {shown.queryType === 'runs' ? (
        <RunFields datasource={datasource} query={shown} onChange={change} />
      ) : (
        'queues' in shown && <QueueFields datasource={datasource} query={shown} onChange={change} />
      )}
      <InlineFieldRow>
        {hasMeasures && shown.queryType !== 'runs' && <MeasureFields query={shown} onChange={change} />}
        {shown.queryType === 'runs' && <RunMeasureFields query={shown} onChange={change} />}
        {'answer' in shown && (
          <InlineField label="Answer" labelWidth={LABEL_WIDTH}>
            <RadioButtonGroup<BrokerAnswer>
              aria-label="Answer"
              options={BROKER_OPTIONS}
              value={shown.answer}
              onChange={(answer) => change({ answer })}
            />
          </InlineField>
        )}
        {'top' in shown && (
          <InlineField
            label="Top"
            {...(hasMeasures ? {} : { labelWidth: LABEL_WIDTH })}
            htmlFor={`${id}-top`}
            tooltip={`Keep only this many, the largest${hasMeasures ? ' by the first measure' : ''}. Empty keeps all.`}
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
        {'live' in shown && !('format' in shown && shown.format === 'table') && (
          <InlineField
            label="Live"
            {...(hasMeasures ? {} : { labelWidth: LABEL_WIDTH })}
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
