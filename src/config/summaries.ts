import { t } from '@grafana/i18n';
import { DEFAULTS } from '../contract/settings/defaults';
import { PLAIN } from '../editor/words/plain';
import type { BacklogOptions } from '../types';
import { showControl } from './connection/control-characters';

/** What is set in each section of the settings page, in one line. Facts side by side, not a sentence. @param broker hosts and database */
export function connectionSummary(broker: string | undefined, { environment }: BacklogOptions) {
  return line(broker ?? t('config.summary.noUrl', 'no URL'), environment);
}

export function tlsSummary({ tlsAuthWithCACert, tlsAuth, serverName, tlsSkipVerify }: BacklogOptions) {
  const parts = line(
    tlsAuthWithCACert && t('config.summary.customCa', 'custom CA'),
    tlsAuth && t('config.summary.clientCertificate', 'client certificate'),
    serverName && t('config.summary.serverName', 'server name {{name}}', { name: serverName, ...PLAIN }),
    tlsSkipVerify && t('config.summary.skipVerify', 'certificate not verified'),
  );
  return parts || t('config.summary.defaults', 'defaults');
}

/** By the names of Celery's transport options. */
export function transportSummary({ keyPrefix, separator, prioritySteps, unackedKey, unackedIndexKey }: BacklogOptions) {
  const steps = typeof prioritySteps === 'string' ? prioritySteps : prioritySteps?.join(', ');
  const parts = line(
    keyPrefix && `global_keyprefix ${keyPrefix}`,
    separator && `sep ${showControl(separator)}`,
    steps && `priority_steps ${steps}`,
    unackedKey && `unacked_key ${unackedKey}`,
    unackedIndexKey && `unacked_index_key ${unackedIndexKey}`,
  );
  return parts || t('config.summary.defaults', 'defaults');
}

export function exchangesSummary({ eventExchange, controlExchange }: BacklogOptions) {
  const parts = line(eventExchange && `event_exchange ${eventExchange}`, controlExchange && `control_exchange ${controlExchange}`);
  return parts || t('config.summary.defaults', 'defaults');
}

export function queuesSummary({ queues = [], discover = DEFAULTS.discover, include = [], exclude = [], sampleSeconds }: BacklogOptions) {
  return line(
    t('config.summary.interval', '{{seconds, number}} s', { seconds: sampleSeconds ?? DEFAULTS.sampleSeconds }),
    discover ? t('config.summary.discover', 'discover') : t('config.summary.noDiscovery', 'no discovery'),
    queues.length > 0 &&
      t('config.summary.named', '', {
        count: queues.length,
        defaultValue_one: '{{count, number}} named',
        defaultValue_other: '{{count, number}} named',
      }),
    discover &&
      include.length > 0 &&
      t('config.summary.included', '', {
        count: include.length,
        defaultValue_one: '{{count, number}} included',
        defaultValue_other: '{{count, number}} included',
      }),
    exclude.length > 0 &&
      t('config.summary.excluded', '', {
        count: exclude.length,
        defaultValue_one: '{{count, number}} excluded',
        defaultValue_other: '{{count, number}} excluded',
      }),
  );
}

export function thresholdsSummary({ thresholds }: BacklogOptions) {
  const { warning, critical, age, queues = {} } = thresholds ?? {};
  const own = Object.keys(queues).length;
  const parts = line(
    warning !== undefined && t('config.summary.warning', 'warning > {{tasks, number}}', { tasks: warning }),
    critical !== undefined && t('config.summary.critical', 'critical > {{tasks, number}}', { tasks: critical }),
    age?.warning !== undefined && t('config.summary.ageWarning', 'age warning > {{seconds, number}} s', { seconds: age.warning }),
    age?.critical !== undefined && t('config.summary.ageCritical', 'age critical > {{seconds, number}} s', { seconds: age.critical }),
    own > 0 &&
      t('config.summary.perQueue', '', {
        count: own,
        defaultValue_one: '{{count, number}} per queue',
        defaultValue_other: '{{count, number}} per queue',
      }),
  );
  return parts || t('config.summary.noThresholds', 'none');
}

export function detailsSummary({ details = DEFAULTS.details, visibilityTimeout, ageHeader }: BacklogOptions) {
  if (!details) return t('config.summary.lengthsOnly', 'lengths only');
  return line(
    t('config.summary.detailsOn', 'on'),
    t('config.summary.visibility', 'visibility timeout {{seconds, number}} s', {
      seconds: visibilityTimeout ?? DEFAULTS.visibilityTimeout,
    }),
    t('config.summary.header', 'header {{header}}', { header: ageHeader || DEFAULTS.ageHeader, ...PLAIN }),
  );
}

export function workersSummary(options: BacklogOptions) {
  const { workerEvents = DEFAULTS.workerEvents, taskEvents = DEFAULTS.taskEvents, remoteControl = DEFAULTS.remoteControl } = options;
  return line(
    workerEvents ? t('config.summary.heartbeats', 'heartbeats') : t('config.summary.noHeartbeats', 'no heartbeats'),
    taskEvents === 'listen' ? t('config.summary.taskEvents', 'task events') : t('config.summary.noTaskEvents', 'no task events'),
    remoteControl && t('config.summary.remoteControl', 'remote control'),
  );
}

export function tasksSummary({ showArguments = DEFAULTS.showArguments, maskArguments = [] }: BacklogOptions) {
  if (!showArguments) return t('config.summary.argumentsHidden', 'arguments hidden');
  return line(
    t('config.summary.argumentsShown', 'arguments shown'),
    maskArguments.length > 0 &&
      t('config.summary.masked', '', {
        count: maskArguments.length,
        defaultValue_one: '{{count, number}} masked',
        defaultValue_other: '{{count, number}} masked',
      }),
  );
}

export function mirrorSummary({ mirror = {}, defaultRegion }: BacklogOptions) {
  const { enabled = DEFAULTS.mirror.enabled, read = DEFAULTS.mirror.read, maxDollarsPerMonth } = mirror;
  if (!enabled) return read ? line(t('config.summary.readOnly', 'read only'), defaultRegion) : t('config.summary.off', 'off');
  return line(
    t('config.summary.mirrorOn', 'on'),
    defaultRegion,
    maxDollarsPerMonth !== undefined && t('config.summary.limit', 'limit {{limit, currency(USD)}} a month', { limit: maxDollarsPerMonth }),
  );
}

function line(...facts: readonly (string | false | undefined)[]): string {
  return facts.filter(Boolean).join(' · ');
}
