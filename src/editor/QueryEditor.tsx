import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { EditorField, EditorHeader, EditorRow, EditorStack, FlexItem, InlineSelect } from '@grafana/plugin-ui';
import { RadioButtonGroup, Text } from '@grafana/ui';
import React from 'react';
import { migrateQuery } from '../contract/migrate-query';
import { isQueryType } from '../contract/query';
import type { BacklogDatasource } from '../datasource';
import { groupingProblem } from '../query/by-priority';
import { changeType, forAlert } from '../query/change-type';
import { isAlert } from '../query/is-alert';
import { openQuery } from '../query/open-query';
import type { BacklogOptions, BacklogQuery } from '../types';
import type { QueueChoices } from './fields/choices';
import { MeasureField } from './fields/MeasureField';
import { OptionFields } from './fields/OptionFields';
import { Options } from './fields/Options';
import { QueueFields } from './fields/QueueFields';
import { RunFields } from './fields/RunFields';
import { KickStart } from './start/KickStart';
import { optionsSummary } from './words/options-summary';
import { brokerOptions, measureOptions, queryTypeOptions } from './words/query-options';
import { exceptionProblem, formatOptions, runMeasureOptions } from './words/run-options';
import { explain } from './words/sentence';

type GrafanaProps = QueryEditorProps<BacklogDatasource, BacklogQuery, BacklogOptions>;
type Props = Pick<GrafanaProps, 'app' | 'query' | 'onChange' | 'onRunQuery'> & { readonly datasource: QueueChoices };

/**
 * What to show of what. Only the fields that the type of query has are there. Every change runs the query; typing does not.
 *
 * The rows are a stack that does not wrap: `EditorRows` wraps its column, and browsers then make a row as high as if its fields stood below
 * one another.
 */
export function QueryEditor({ app, datasource, query, onChange, onRunQuery }: Props) {
  // Of a type that is not known here nothing is shown, so that another can be chosen; the backend says what it expects.
  const shown = openQuery(query);
  const withLive = !isAlert(app);
  const put = (changed: BacklogQuery) => {
    onChange(changed);
    onRunQuery();
  };
  const change = (fields: Readonly<Record<string, unknown>>) => put({ ...migrateQuery(query), ...fields });
  const choose = (type: unknown) => {
    if (isQueryType(type)) put({ ...changeType(query, type), ...(isAlert(app) && forAlert(query, type)) });
  };
  const summary = shown ? optionsSummary(shown, withLive) : [];

  return (
    <div data-testid="backlog-query-editor">
      <EditorHeader>
        <InlineSelect
          label={t('editor.type.label', 'Show')}
          aria-label={t('editor.type.label', 'Show')}
          data-testid="backlog-type"
          width="auto"
          isSearchable={false}
          options={queryTypeOptions(app, shown?.queryType)}
          value={shown?.queryType ?? null}
          onChange={({ value }) => choose(value)}
        />
        <FlexItem grow={1} />
        <KickStart app={app} query={query} onStart={put} />
      </EditorHeader>
      {shown && (
        <EditorStack direction="column" gap={0.5} wrap={false}>
          <EditorRow>
            {shown.queryType === 'runs' ? (
              <>
                <EditorField label={t('editor.format.label', 'Format')}>
                  <RadioButtonGroup
                    aria-label={t('editor.format.label', 'Format')}
                    options={formatOptions()}
                    value={shown.format}
                    onChange={(format) => change({ format, ...(format === 'timeseries' && shown.by === 'exception' && { by: 'task' }) })}
                  />
                </EditorField>
                <RunFields datasource={datasource} query={shown} onChange={change} />
                <MeasureField
                  value={shown.measures}
                  options={runMeasureOptions(shown.by, shown.measures)}
                  problem={exceptionProblem(shown.measures, shown.by)}
                  onChange={(measures) => change({ measures })}
                />
              </>
            ) : (
              'queues' in shown && <QueueFields datasource={datasource} query={shown} onChange={change} />
            )}
            {shown.queryType !== 'runs' && 'measures' in shown && (
              <MeasureField
                value={shown.measures}
                options={measureOptions(shown.by, shown.measures)}
                problem={groupingProblem(shown.measures, shown.by)}
                onChange={(measures) => change({ measures })}
              />
            )}
            {'answer' in shown && (
              <EditorField label={t('editor.answer.label', 'Answer')}>
                <RadioButtonGroup
                  aria-label={t('editor.answer.label', 'Answer')}
                  options={brokerOptions()}
                  value={shown.answer}
                  onChange={(answer) => change({ answer })}
                />
              </EditorField>
            )}
          </EditorRow>
          {summary.length > 0 && (
            <Options summary={summary}>
              <OptionFields query={shown} withLive={withLive} onChange={change} />
            </Options>
          )}
          <div data-testid="backlog-explain" aria-live="polite">
            <Text element="p" color="secondary" variant="bodySmall">
              {explain(shown)}
            </Text>
          </div>
        </EditorStack>
      )}
    </div>
  );
}
