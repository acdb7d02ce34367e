import type { CostResource } from '../../src/contract/resources';
import type { MirrorSettings } from '../../src/contract/settings';
import { measuresOfOther } from '../queues/mirror/other';
import { MOST as MOST_USUAL } from '../queues/usual/usual';
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
/** GetMetricData: 1,000 metrics that are read. */
const PRICE_A_THOUSAND_READS = 0.01;
/** AWS's month: 730 hours. */
const MINUTES_A_MONTH = 730 * 60;
const DAYS_A_MONTH = 730 / 24;

export interface MirrorSize {
  /** Queues there are; only `maxQueues` of them get metrics of their own. */
  readonly queues: number;
  /** Tasks there are; only `maxTasks` of them get metrics of their own. Undefined where nobody listens to their events. */
  readonly tasks: number | undefined;
  readonly mirror: Pick<MirrorSettings, 'maxQueues' | 'measures' | 'maxTasks' | 'taskMeasures' | 'maxDollarsPerMonth'>;
}

/** What mirroring costs a month if it runs all the time, one process doing it. */
export function mirrorCost({ queues: knownQueues, tasks: heardTasks, mirror }: MirrorSize): CostResource {
  const { maxQueues, measures, maxTasks, taskMeasures, maxDollarsPerMonth } = mirror;
  const mirrorsTasks = heardTasks !== undefined && taskMeasures.length > 0;
  const knownTasks = mirrorsTasks ? heardTasks : 0;
  const tasks = Math.min(knownTasks, maxTasks);
  // Runs whose task is not known are in `Other`, so there always is one; and one says how long somebody listened.
  const metricsOfTasks = mirrorsTasks ? (tasks + 1) * taskMeasures.length + 1 : 0;
  const metricsOf = (queues: number) =>
    queues * measures.length + 1 + (queues < knownQueues ? measuresOfOther(measures).length : 0) + metricsOfTasks;
  const queues = Math.min(knownQueues, maxQueues);
  const metrics = metricsOf(queues);
  /** What a measure has a metric of: each queue, and their rest. */
  const series = queues + (queues < knownQueues ? 1 : 0);
  const dollarsPerMonth = dollarsOf(metrics);
  const uncapped = dollarsOf(metricsOf(knownQueues));
  const budget = maxDollarsPerMonth ?? Number.POSITIVE_INFINITY;
  let affordableQueues = knownQueues;
  while (affordableQueues > 0 && dollarsOf(metricsOf(affordableQueues)) > budget) affordableQueues--;
  return {
    knownQueues,
    queues,
    knownTasks,
    tasks,
    metrics,
    requests: requestsOf(metrics),
    dollarsPerMonth,
    dollarsPerQueue: cents(priceOfMetrics(metrics + measures.length) - priceOfMetrics(metrics)),
    dollarsPerTask: mirrorsTasks ? cents(priceOfMetrics(metrics + taskMeasures.length) - priceOfMetrics(metrics)) : 0,
    dollarsPerMeasure: cents(priceOfMetrics(metrics + series) - priceOfMetrics(metrics)),
    uncappedDollarsPerMonth: uncapped,
    savedDollarsPerMonth: cents(uncapped - dollarsPerMonth),
    usualDollarsPerMonth: cents((Math.min(knownQueues, MOST_USUAL) * DAYS_A_MONTH * PRICE_A_THOUSAND_READS) / 1_000),
    budget: maxDollarsPerMonth ?? null,
    overBudget: dollarsPerMonth > budget,
    affordableQueues,
  };
}

function dollarsOf(metrics: number): number {
  const paidRequests = Math.max(0, requestsOf(metrics) - FREE_REQUESTS);
  return cents(priceOfMetrics(metrics) + (paidRequests / 1_000) * PRICE_A_THOUSAND_REQUESTS);
}

function requestsOf(metrics: number): number {
  return Math.ceil(metrics / MAX_DATUMS) * MINUTES_A_MONTH;
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

/** Up to the next cent, so that a bill is never more than was said. A request is 1e-5 dollars: what is smaller is no money but arithmetic. */
function cents(dollars: number): number {
  return Math.ceil(Math.round(dollars * 1e5) / 1e3) / 100;
}
