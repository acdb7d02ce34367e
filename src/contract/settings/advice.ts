import type { BrokerUrl } from '../broker-url';
import { hasTlsFields } from '../tls-fields';
import { hasAgeThresholds } from './age-thresholds';
import type { ConnectionFields } from './connection';
import type { Groups } from './schema';

/** Settings that work but should change: one sentence each, for the health check. */
export function adviceFor(fields: ConnectionFields, broker: BrokerUrl, lockUrl: BrokerUrl | undefined): string[] {
  const advice: string[] = [];
  if (broker.password !== undefined) advice.push('The URL holds a password: move it to the Password field, where Grafana encrypts it.');
  if (lockUrl?.password !== undefined)
    advice.push(
      'The URL of the lock (jsonData.mirror.lockUrl) holds a password: move it to secureJsonData.lockPassword, which Grafana encrypts.',
    );
  for (const [what, { ignored = [] }] of [
    ['The URL', broker],
    ['The URL of the lock (jsonData.mirror.lockUrl)', lockUrl ?? {}],
  ] as const) {
    if (ignored.length > 0)
      advice.push(
        `${what} has ${ignored.join(', ')}, which only Celery can use and Backlog ignores: put certificates into the TLS settings, and user and password into their fields.`,
      );
  }
  if (lockUrl?.scheme === 'sentinel' && broker.scheme !== 'sentinel' && hasTlsFields(fields) && fields.sentinelTls === undefined)
    advice.push(
      'The connection to the sentinels of the lock (jsonData.mirror.lockUrl) does not use TLS, although there are TLS settings: set jsonData.sentinelTls and jsonData.masterTls to true or to false.',
    );
  return advice;
}

/** The same for age thresholds that have no effect. */
export function thresholdAdvice({ thresholds, sampling: { details } }: Pick<Groups, 'thresholds' | 'sampling'>): string[] {
  if (details.enabled || !hasAgeThresholds(thresholds)) return [];
  return [
    'jsonData.thresholds.age has no effect: ages are not read, because jsonData.details is false. Set it to true, or remove the age thresholds.',
  ];
}
