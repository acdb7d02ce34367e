import { t } from '@grafana/i18n';
import type { QueueQuery } from '../../contract/query';
import { PLAIN } from './plain';
import { groupingOptions, statisticOptions } from './query-options';
import { durationOptions, hasDurations, runGroupingOptions } from './run-options';

type Labelled = { readonly value?: string; readonly label?: string };
const labelOf = (options: readonly Labelled[], value: string): string => options.find((option) => option.value === value)?.label ?? value;

/** What the options of a query are set to, for the line that stands for them. @param withLive whether the place offers live updates */
export function optionsSummary(query: QueueQuery, withLive: boolean): string[] {
  const parts: string[] = [];
  if (query.queryType === 'runs') {
    parts.push(t('editor.summary.by', 'By: {{value}}', { value: labelOf(runGroupingOptions('table'), query.by) }));
    if (hasDurations(query.measures))
      parts.push(t('editor.summary.statistic', 'Statistic: {{value}}', { value: labelOf(durationOptions(), query.statistic) }));
  } else if ('by' in query) {
    parts.push(t('editor.summary.by', 'By: {{value}}', { value: labelOf(groupingOptions(), query.by) }));
    if ('statistic' in query)
      parts.push(t('editor.summary.statistic', 'Statistic: {{value}}', { value: labelOf(statisticOptions(), query.statistic) }));
  }
  if ('top' in query)
    parts.push(
      query.top > 0 ? t('editor.summary.top', 'Top: {{count, number}}', { count: query.top }) : t('editor.summary.top-all', 'Top: all'),
    );
  if ('legend' in query && !isTable(query))
    parts.push(
      query.legend === ''
        ? t('editor.summary.legend-auto', 'Legend: auto')
        : t('editor.summary.legend', 'Legend: {{legend}}', { legend: query.legend, ...PLAIN }),
    );
  if ('usual' in query)
    parts.push(query.usual ? t('editor.summary.usual-on', 'Usual range: shown') : t('editor.summary.usual-off', 'Usual range: hidden'));
  if (withLive && 'live' in query && !isTable(query))
    parts.push(query.live ? t('editor.summary.live-on', 'Live: on') : t('editor.summary.live-off', 'Live: off'));
  return parts;
}

/** Runs in a table have neither a legend nor live updates. */
export function isTable(query: QueueQuery): boolean {
  return 'format' in query && query.format === 'table';
}
