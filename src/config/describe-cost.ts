import type { CostResource } from '../contract/resources';

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const count = new Intl.NumberFormat('en-US');

/** One sentence on the bill: `As saved: about $1.20 a month for 4 metrics of 4 queues in 43,800 requests (…)`. */
export function describeCost({ queues, metrics, requests, dollarsPerMonth }: CostResource): string {
  const many = (n: number, what: string) => `${count.format(n)} ${what}${n === 1 ? '' : 's'}`;
  return `As saved: about ${dollars.format(dollarsPerMonth)} a month for ${many(metrics, 'metric')} of ${many(queues, 'queue')} in ${many(requests, 'request')} (list prices of us-east-1).`;
}
