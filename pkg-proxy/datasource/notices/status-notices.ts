import type { Notice } from 'grafana-node-datasource-runtime';
import { message } from '../../../src/contract/messages/message';
import type { QueryOf } from '../../../src/contract/query';
import { hasAgeThresholds } from '../../../src/contract/settings/age-thresholds';
import type { Monitor } from '../../queues/monitor/monitor';
import { say } from './said';

/** Why a requested status does not consider the configured age thresholds. */
export function statusNotices(
  monitor: Monitor,
  { measures, queryType }: Pick<QueryOf<'history' | 'now'>, 'measures' | 'queryType'>,
): Notice[] {
  if (!measures.includes('status') || !hasAgeThresholds(monitor.settings.thresholds)) return [];
  const { refused } = monitor.observed.history.columns;
  return [
    ...agesNotice(monitor),
    ...(queryType === 'history' && refused > 0 ? [say(message('status.tooManySeries', { series: refused }))] : []),
  ];
}

function agesNotice({ settings, observed }: Monitor): Notice[] {
  if (!settings.sampling.details.enabled) return [say(message('status.agesOff'))];
  const reason = observed.detailsError?.said ?? observed.latest?.details?.off.get('oldestAge');
  return reason === undefined ? [] : [say(message('status.agesUnread', { reason }))];
}
