import type { Notice } from 'grafana-node-datasource-runtime';
import { DETAIL_MEASURES, isMeasure, MEASURE_INFO, type Measure, type QueryMeasure } from '../../src/contract/measures';
import type { QueryOf } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor/monitor';
import { unknownByReason } from '../queues/sample';
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
  const reasons = runs ? runs.problems : ['task events are switched off by jsonData.taskEvents of the datasource.'];
  return reasons.map((reason) => ({ severity: 'warning', text: `${asked.join(', ')}: ${reason}` }));
}

function detailNotices({ settings, observed }: Monitor, query: Measured): Notice[] {
  const asked = DETAIL_MEASURES.filter((measure) => query.measures.includes(measure));
  const { refused, refusedSteps } = observed.history.columns;
  if (query.queryType === 'history' && query.by === 'priority' && refusedSteps > 0 && asked.length === 0) {
    const text = `There is no history by priority for ${refusedSteps} queues, because too many queues use priorities.`;
    return [{ severity: 'warning', text }];
  }
  if (asked.length === 0) return [];
  const notice = (of: readonly QueryMeasure[], text: string): Notice => ({ severity: 'warning', text: `${of.join(', ')}: ${text}` });
  const read = asked.filter((measure) => !MEASURE_INFO[measure].isTold);
  if (!settings.sampling.details.enabled)
    return read.length === 0 ? [] : [notice(read, 'switched off by jsonData.details of the datasource.')];
  if (query.by === 'priority') return [notice(asked, 'known for whole queues only. By priority, select waiting.')];
  if (observed.detailsError) return read.length === 0 ? [] : [notice(read, observed.detailsError.message)];
  const { details } = observed.latest ?? {};
  const notices = [...(details ? unknownByReason(details, asked) : [])].map(([reason, of]) => notice(of, reason));
  if (query.queryType === 'history' && refused > 0)
    notices.push(notice(asked, `there is no history for ${refused} more series (a measure of a queue), because there are too many.`));
  return notices;
}
