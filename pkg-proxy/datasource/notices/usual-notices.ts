import type { Notice } from 'grafana-node-datasource-runtime';
import type { QueryOf } from '../../../src/contract/query';
import type { Monitor } from '../../queues/monitor/monitor';
import type { Usualness, UsualSeries } from '../../queues/usual/usual';
import { asksForUsual, usualMeasures, wantedOf } from '../usual/wanted';

/** Why an answer lacks what is usual, or some of it. */
export function usualNotices(monitor: Monitor, query: QueryOf<'history' | 'now'>, queues: readonly string[]): Notice[] {
  const { usual } = monitor;
  if (!asksForUsual(query)) return [];
  if (query.by === 'priority') return [info("There is no usual range by priority: the archive keeps each queue's total.")];
  if (!usual)
    return [
      warning('The usual range needs an archive. Switch on jsonData.mirror.enabled, or jsonData.mirror.read where another mirror writes.'),
    ];
  const { missing } = usualMeasures(query, monitor);
  const notices =
    missing.length === 0 ? [] : [info(`${missing.join(', ')}: no usual range, since it is not among jsonData.mirror.measures.`)];
  const known = wantedOf(query, queues, monitor).map((series) => ({ series, is: usual.look(series) }));
  const young = known.flatMap(({ series, is }) => (is.state === 'young' ? [{ series, begins: is.begins }] : []));
  if (young.length > 0) notices.push(info(youngText(young)));
  const reading = known.filter(({ is }) => is.state === 'reading').length;
  if (reading > 0) notices.push(info(`The usual range of ${reading} series is being computed. The next refresh may have it.`));
  const full = known.filter(({ is }) => is.state === 'full').length;
  if (full > 0) notices.push(warning(`${full} series have no usual range, since too many were asked for within a day.`));
  const failed = known.map(({ is }) => is).find((is): is is Extract<Usualness, { state: 'failed' }> => is.state === 'failed');
  if (failed) notices.push(warning(`The usual range cannot be read. ${failed.reason}`));
  return notices;
}

/** Of the series whose archive is too young, that with the oldest one is named. */
function youngText(young: readonly { readonly series: UsualSeries; readonly begins: number | undefined }[]): string {
  const [oldest = young[0]] = young.filter(({ begins }) => begins !== undefined).sort((a, b) => a.begins! - b.begins!);
  const name = oldest?.series.total === undefined ? `that of ${oldest?.series.queues[0]}` : 'that of the total';
  const begins = oldest?.begins === undefined ? 'is empty' : `begins on ${new Date(oldest.begins).toISOString().slice(0, 10)}`;
  const more = young.length > 1 ? `, and ${young.length - 1} more are not older` : '';
  return `The usual range needs two weeks of archive; ${name} ${begins}${more}.`;
}

const info = (text: string): Notice => ({ severity: 'info', text });
const warning = (text: string): Notice => ({ severity: 'warning', text });
