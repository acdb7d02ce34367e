import type { FieldDescription, Notice } from 'grafana-node-datasource-runtime';
import type { Quality } from '../../../src/contract/measures';
import { message } from '../../../src/contract/messages/message';
import type { BrokerWatch } from '../../queues/broker/watch';
import type { Monitor } from '../../queues/monitor/monitor';
import type { Deliveries } from '../../queues/ports/probe';
import { say } from '../notices/said';

/** What is known of a server at the moment of a question. */
export interface BrokerNow {
  readonly broker: BrokerWatch;
  readonly environment: string;
  readonly quality: Quality;
  readonly notices: readonly Notice[];
  /** What workers have taken and not acknowledged; undefined when it was not read. */
  readonly deliveries: Deliveries | undefined;
}

export function brokerNow(monitor: Monitor): BrokerNow {
  const { broker, settings, observed } = monitor;
  const { deliveries } = observed;
  return { broker, environment: settings.environment, quality: qualityOf(monitor), notices: noticesOf(monitor), deliveries };
}

/** What a frame says of itself beside its data. */
export function customOf({ broker, quality }: BrokerNow): object {
  return { readAt: broker.latest?.at ?? null, quality };
}

export function unit(name: string): Pick<FieldDescription, 'config'> {
  return { config: { unit: name } };
}

function qualityOf({ broker, observed }: Monitor): Quality {
  if (!broker.latest || broker.refused || observed.failing) return 'unknown';
  return broker.stale ? 'stale' : 'exact';
}

function noticesOf({ broker: { error }, observed: { failing } }: Monitor): Notice[] {
  const why = failing?.last.error ?? error;
  return why ? [say(message(failing ? 'broker.unread' : 'broker.factsUnread', { reason: why.said }))] : [];
}
