import type { Notice } from 'grafana-node-datasource-runtime';
import { DETAIL_MEASURES, isMeasure, MEASURE_INFO, type Measure, type QueryMeasure } from '../../src/contract/measures';
import { message, type Said } from '../../src/contract/messages/message';
import type { QueryOf } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor/monitor';
import { unknownByReason } from '../queues/sample';
import { say } from './notices/said';
import { statusNotices } from './notices/status-notices';

/** A query for measures of queues. */
type Measured = QueryOf<'history' | 'now'>;

/** The requested measures without those that are derived from others. */
export function measuresOf(query: Pick<Measured, 'measures'>): readonly Measure[] {
  return query.measures.filter(isMeasure);
}

/** The measure that ranks the series: the first one requested. */
export function rankedBy(query: Pick<Measured, 'measures'>): Measure {
  return measuresOf(query)[0] ?? 'waiting';
}

/** Why a requested measure is unknown, or why the status does not consider the age thresholds. */
export function measureNotices(monitor: Monitor, query: Measured): Notice[] {
  return [...detailNotices(monitor, query), ...eventNotices(monitor, query), ...statusNotices(monitor, query)];
}

/** Why what is made of the events of tasks is not known, or not whole. */
function eventNotices({ runs }: Monitor, query: Measured): Notice[] {
  const asked = (['busy', 'utilisation', 'neededConcurrency'] as const).filter((measure) => query.measures.includes(measure));
  if (asked.length === 0 || query.by === 'priority') return [];
  const measures = asked.join(', ');
  if (!runs) return [say(message('measures.eventsOff', { measures }))];
  return runs.problems.map((reason) => say(message('measures.unknown', { measures, reason })));
}

function detailNotices({ settings, observed }: Monitor, query: Measured): Notice[] {
  const asked = DETAIL_MEASURES.filter((measure) => query.measures.includes(measure));
  const { refused, refusedSteps } = observed.history.columns;
  if (query.queryType === 'history' && query.by === 'priority' && refusedSteps > 0 && asked.length === 0) {
    return [say(message('measures.tooManyPriorities', { count: refusedSteps }))];
  }
  if (asked.length === 0) return [];
  const unknown = (of: readonly QueryMeasure[], reason: Said) => say(message('measures.unknown', { measures: of.join(', '), reason }));
  const read = asked.filter((measure) => !MEASURE_INFO[measure].isTold);
  if (!settings.sampling.details.enabled)
    return read.length === 0 ? [] : [say(message('measures.detailsOff', { measures: read.join(', ') }))];
  if (query.by === 'priority') return [say(message('measures.noPriorities', { measures: asked.join(', ') }))];
  if (observed.detailsError) return read.length === 0 ? [] : [unknown(read, observed.detailsError.said)];
  const { details } = observed.latest ?? {};
  const notices = [...(details ? unknownByReason(details, asked) : [])].map(([reason, of]) => unknown(of, reason));
  if (query.queryType === 'history' && refused > 0)
    notices.push(say(message('measures.tooManySeries', { measures: asked.join(', '), series: refused })));
  return notices;
}
