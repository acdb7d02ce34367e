import { t } from '@grafana/i18n';
import { DEFAULTS } from '../contract/settings/defaults';
import type { BacklogOptions } from '../types';

/** What is set in each section of the settings page, in one line. Facts side by side, not a sentence. */
export function queuesSummary({ queues = [], discover = DEFAULTS.discover, include = [], exclude = [], sampleSeconds }: BacklogOptions) {
  return line(
    t('config.summary.interval', '{{seconds}} s', { seconds: String(sampleSeconds ?? DEFAULTS.sampleSeconds) }),
    discover ? t('config.summary.discover', 'discover') : t('config.summary.noDiscovery', 'no discovery'),
    queues.length > 0 && t('config.summary.named', '{{number}} named', { number: queues.length }),
    discover && include.length > 0 && t('config.summary.included', '{{number}} included', { number: include.length }),
    exclude.length > 0 && t('config.summary.excluded', '{{number}} excluded', { number: exclude.length }),
  );
}

export function thresholdsSummary({ thresholds }: BacklogOptions) {
  const { warning, critical, age, queues = {} } = thresholds ?? {};
  const own = Object.keys(queues).length;
  const parts = line(
    warning !== undefined && t('config.summary.warning', 'warning > {{tasks}}', { tasks: String(warning) }),
    critical !== undefined && t('config.summary.critical', 'critical > {{tasks}}', { tasks: String(critical) }),
    age?.warning !== undefined && t('config.summary.ageWarning', 'age warning > {{seconds}} s', { seconds: String(age.warning) }),
    age?.critical !== undefined && t('config.summary.ageCritical', 'age critical > {{seconds}} s', { seconds: String(age.critical) }),
    own > 0 && t('config.summary.perQueue', '{{number}} per queue', { number: own }),
  );
  return parts || t('config.summary.noThresholds', 'none');
}

export function detailsSummary({ details = DEFAULTS.details, visibilityTimeout, ageHeader }: BacklogOptions) {
  if (!details) return t('config.summary.lengthsOnly', 'lengths only');
  return line(
    t('config.summary.detailsOn', 'on'),
    t('config.summary.visibility', 'visibility timeout {{seconds}} s', {
      seconds: String(visibilityTimeout ?? DEFAULTS.visibilityTimeout),
    }),
    t('config.summary.header', 'header {{header}}', { header: ageHeader || DEFAULTS.ageHeader }),
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
    maskArguments.length > 0 && t('config.summary.masked', '{{number}} masked', { number: maskArguments.length }),
  );
}

export function mirrorSummary({ mirror = {}, defaultRegion }: BacklogOptions) {
  const { enabled = DEFAULTS.mirror.enabled, read = DEFAULTS.mirror.read, maxDollarsPerMonth } = mirror;
  if (!enabled) return read ? line(t('config.summary.readOnly', 'read only'), defaultRegion) : t('config.summary.off', 'off');
  return line(
    t('config.summary.mirrorOn', 'on'),
    defaultRegion,
    maxDollarsPerMonth !== undefined && t('config.summary.limit', 'limit {{dollars}} USD a month', { dollars: String(maxDollarsPerMonth) }),
  );
}

function line(...facts: readonly (string | false | undefined)[]): string {
  return facts.filter(Boolean).join(' · ');
}
