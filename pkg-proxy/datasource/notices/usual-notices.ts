import type { Notice } from 'grafana-node-datasource-runtime';
import { type AnyMessage, message } from '../../../src/contract/messages/message';
import type { QueryOf } from '../../../src/contract/query';
import type { Monitor } from '../../queues/monitor/monitor';
import type { Usualness, UsualSeries } from '../../queues/usual/usual';
import { asksForUsual, usualMeasures, wantedOf } from '../usual/wanted';
import { say } from './said';

/** Why an answer lacks what is usual, or some of it. */
export function usualNotices(monitor: Monitor, query: QueryOf<'history' | 'now'>, queues: readonly string[]): Notice[] {
  const { usual } = monitor;
  if (!asksForUsual(query)) return [];
  if (query.by === 'priority') return [say(message('usual.noPriorities'))];
  if (!usual) return [say(message('usual.noArchive'))];
  const { missing } = usualMeasures(query, monitor);
  const notices: Notice[] = missing.length === 0 ? [] : [say(message('usual.notMirrored', { measures: missing.join(', ') }))];
  const known = wantedOf(query, queues, monitor).map((series) => ({ series, is: usual.look(series) }));
  const young = known.flatMap(({ series, is }) => (is.state === 'young' ? [{ series, begins: is.begins }] : []));
  if (young.length > 0) notices.push(say(youngMessage(young)));
  const reading = known.filter(({ is }) => is.state === 'reading').length;
  if (reading > 0) notices.push(say(message('usual.computing', { count: reading })));
  const full = known.filter(({ is }) => is.state === 'full').length;
  if (full > 0) notices.push(say(message('usual.tooMany', { count: full })));
  const failed = known.map(({ is }) => is).find((is): is is Extract<Usualness, { state: 'failed' }> => is.state === 'failed');
  if (failed) notices.push(say(message('usual.unread', { reason: failed.reason })));
  return notices;
}

/** Of the series whose archive is too young, that with the oldest one is named. */
function youngMessage(young: readonly { readonly series: UsualSeries; readonly begins: number | undefined }[]): AnyMessage {
  const [oldest = young[0]] = young.filter(({ begins }) => begins !== undefined).sort((a, b) => a.begins! - b.begins!);
  const queue = oldest?.series.total === undefined ? (oldest?.series.queues[0] ?? '') : undefined;
  const first = youngest(queue, oldest?.begins);
  const others = young.length - 1;
  return others > 0 ? message('part.hinted', { cause: first, hint: message('usual.youngOthers', { count: others }) }) : first;
}

/** @param queue undefined for the total @param begins undefined for an empty archive */
function youngest(queue: string | undefined, begins: number | undefined): AnyMessage {
  if (begins === undefined) return queue === undefined ? message('usual.emptyTotal') : message('usual.emptyQueue', { queue });
  const day = new Date(begins).toISOString().slice(0, 10);
  return queue === undefined ? message('usual.youngTotal', { day }) : message('usual.youngQueue', { queue, day });
}
