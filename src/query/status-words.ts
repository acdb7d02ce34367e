import { t } from '@grafana/i18n';
import type { Status } from '../contract/measures';

/** A status as a person reads it. */
export const STATUS_WORDS: Readonly<Record<Status, () => string>> = {
  ok: () => t('options.status.ok', 'ok'),
  warning: () => t('options.status.warning', 'warning'),
  critical: () => t('options.status.critical', 'critical'),
  unconsumed: () => t('options.status.unconsumed', 'unconsumed'),
  unknown: () => t('options.status.unknown', 'unknown'),
};
