import type { CostResource } from '../../src/contract/resources';
import type { MirrorSettings } from '../../src/contract/settings';
import { MAX_DATUMS } from './store/batches';

/**
 * List prices of us-east-1 in US dollars, https://aws.amazon.com/cloudwatch/pricing/: a metric a month by tier (prorated
 * by the hour, so only hours with data count), and 1,000 requests. What AWS gives away for free each month is left out
 * for metrics (10) and counted for requests (a million), since other users of the account rarely exhaust the latter.
 */
const METRIC_TIERS: readonly { readonly upTo: number; readonly price: number }[] = [
  { upTo: 10_000, price: 0.3 },
  { upTo: 250_000, price: 0.1 },
  { upTo: 1_000_000, price: 0.05 },
  { upTo: Number.POSITIVE_INFINITY, price: 0.02 },
];
const FREE_REQUESTS = 1_000_000;
const PRICE_A_THOUSAND_REQUESTS = 0.01;
/** AWS's month: 730 hours. */
const MINUTES_A_MONTH = 730 * 60;

export interface MirrorSize {
  /** Queues there are; only `maxQueues` of them are mirrored. */
  readonly queues: number;
  readonly mirror: Pick<MirrorSettings, 'maxQueues' | 'measures'>;
}

/** What mirroring costs a month if it runs all the time: a metric for each queue and measure, and one for the broker. */
export function mirrorCost({ queues, mirror }: MirrorSize): CostResource {
  const mirrored = Math.min(queues, mirror.maxQueues);
  const metrics = mirrored * mirror.measures.length + 1;
  const requests = Math.ceil(metrics / MAX_DATUMS) * MINUTES_A_MONTH;
  const paidRequests = Math.max(0, requests - FREE_REQUESTS);
  const dollars = priceOfMetrics(metrics) + (paidRequests / 1_000) * PRICE_A_THOUSAND_REQUESTS;
  return { queues: mirrored, metrics, requests, dollarsPerMonth: Math.round(dollars * 100) / 100 };
}

function priceOfMetrics(metrics: number): number {
  let price = 0;
  let from = 0;
  for (const tier of METRIC_TIERS) {
    price += Math.max(0, Math.min(metrics, tier.upTo) - from) * tier.price;
    from = tier.upTo;
  }
  return price;
}
