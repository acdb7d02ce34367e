import { t } from '@grafana/i18n';
import { EditorField, EditorSwitch } from '@grafana/plugin-ui';
import { Input, RadioButtonGroup } from '@grafana/ui';
import React, { useId } from 'react';
import type { QueueQuery } from '../../contract/query';
import { readWholeNumber } from '../read-text';
import { useDraft } from '../use-draft';
import { isTable } from '../words/options-summary';
import { groupingOptions, statisticOptions } from '../words/query-options';
import { durationOptions, exceptionProblem, hasDurations, runGroupingOptions } from '../words/run-options';
import { LegendField } from './LegendField';

interface Props {
  readonly query: QueueQuery;
  /** Whether the place can follow what is new. */
  readonly withLive: boolean;
  readonly onChange: (fields: Readonly<Record<string, unknown>>) => void;
}

/** The options of a query: only those that its type has. */
export function OptionFields({ query, withLive, onChange }: Props) {
  const id = useId();
  return (
    <>
      {query.queryType === 'runs' && (
        <EditorField label={t('editor.by.label', 'By')}>
          <RadioButtonGroup
            aria-label={t('editor.by.label', 'By')}
            options={runGroupingOptions(query.format)}
            value={query.by}
            onChange={(by) =>
              onChange({ by, ...(by === 'exception' && exceptionProblem(query.measures, by) && { measures: ['failed', 'retried'] }) })
            }
          />
        </EditorField>
      )}
      {query.queryType !== 'runs' && 'by' in query && (
        <EditorField label={t('editor.by.label', 'By')}>
          <RadioButtonGroup
            aria-label={t('editor.by.label', 'By')}
            options={groupingOptions()}
            value={query.by}
            onChange={(by) => onChange({ by })}
          />
        </EditorField>
      )}
      {query.queryType === 'history' && (
        <EditorField
          label={t('editor.statistic.label', 'Statistic')}
          tooltip={t('editor.statistic.tooltip', 'Which value stands for an interval, when a point on the graph covers many samples.')}
        >
          <RadioButtonGroup
            aria-label={t('editor.statistic.label', 'Statistic')}
            options={statisticOptions()}
            value={query.statistic}
            onChange={(statistic) => onChange({ statistic })}
          />
        </EditorField>
      )}
      {query.queryType === 'runs' && hasDurations(query.measures) && (
        <EditorField
          label={t('editor.statistic.label', 'Statistic')}
          tooltip={t('editor.statistic.runs-tooltip', 'Which value of run time and queue time stands for many tasks.')}
        >
          <RadioButtonGroup
            aria-label={t('editor.statistic.label', 'Statistic')}
            options={durationOptions()}
            value={query.statistic}
            onChange={(statistic) => onChange({ statistic })}
          />
        </EditorField>
      )}
      {'top' in query && <TopField top={query.top} onChange={(top) => onChange({ top })} />}
      {'legend' in query && !isTable(query) && <LegendField legend={query.legend} onChange={(legend) => onChange({ legend })} />}
      {'usual' in query && (
        <EditorField
          label={t('editor.usual.label', 'Usual range')}
          htmlFor={`${id}-usual`}
          tooltip={t(
            'editor.usual.tooltip',
            'The range of four out of five values at this hour of the week in the last four weeks. Needs two weeks of archive.',
          )}
          {...(query.usual && query.by === 'priority'
            ? { invalid: true, error: t('editor.usual.problem', 'By priority there is no usual range') }
            : {})}
        >
          <EditorSwitch
            id={`${id}-usual`}
            data-testid="backlog-usual"
            value={query.usual}
            onChange={(event) => onChange({ usual: event.currentTarget.checked })}
          />
        </EditorField>
      )}
      {withLive && 'live' in query && !isTable(query) && (
        <EditorField
          label={t('editor.live.label', 'Live')}
          htmlFor={`${id}-live`}
          tooltip={t('editor.live.tooltip', 'New points arrive without a refresh.')}
        >
          <EditorSwitch
            id={`${id}-live`}
            data-testid="backlog-live"
            value={query.live}
            onChange={(event) => onChange({ live: event.currentTarget.checked })}
          />
        </EditorField>
      )}
    </>
  );
}

function TopField({ top: value, onChange }: { readonly top: number; readonly onChange: (top: number) => void }) {
  const id = useId();
  const top = useDraft(value > 0 ? String(value) : '', readWholeNumber(0, 10_000), (n) => onChange(n ?? 0));
  return (
    <EditorField
      label={t('editor.top.label', 'Top')}
      htmlFor={id}
      tooltip={t('editor.top.tooltip', 'Keep only this many, the largest by the first measure. Leave it empty to keep all.')}
      invalid={top.error !== undefined}
      {...(top.error && { error: top.error })}
    >
      <Input
        id={id}
        data-testid="backlog-top"
        width={10}
        inputMode="numeric"
        placeholder={t('editor.top.placeholder', 'all')}
        {...top.input}
      />
    </EditorField>
  );
}
