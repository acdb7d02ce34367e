import type { Notice } from 'grafana-node-datasource-runtime';
import type { QueryOf } from '../../../src/contract/query';
import { hasAgeThresholds } from '../../../src/contract/settings/age-thresholds';
import type { Monitor } from '../../queues/monitor/monitor';

/** Why a requested status does not consider the configured age thresholds. */
export function statusNotices(
  monitor: Monitor,
  { measures, queryType }: Pick<QueryOf<'history' | 'now'>, 'measures' | 'queryType'>,
): Notice[] {
  if (!measures.includes('status') || !hasAgeThresholds(monitor.settings.thresholds)) return [];
  const { refused } = monitor.observed.history.columns;
  const why = whyNoAges(monitor);
  const texts = [
    ...(why === undefined ? [] : [`status: thresholds.age has no effect, only lengths count. ${why}`]),
    ...(queryType === 'history' && refused > 0
      ? [
          `status: there is no history for ${refused} series (a measure of a queue), because there are too many. Ages among them do not count.`,
        ]
      : []),
  ];
  return texts.map((text) => ({ severity: 'warning', text }));
}

function whyNoAges({ settings, observed }: Monitor): string | undefined {
  if (!settings.sampling.details.enabled) return 'Ages are not read because jsonData.details of the datasource is false.';
  return observed.detailsError?.message ?? observed.latest?.details?.off.get('oldestAge');
}
