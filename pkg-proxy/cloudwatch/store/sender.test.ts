import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../queues/ports/metric-store';
import { parcelOf } from './batches';
import { deliver, type Sent } from './sender';

const parcel = (queue: string, values = [1]) =>
  parcelOf({ at: 0, queue, measure: 'waiting', values, counts: values }, { MetricName: queue, Dimensions: [], Unit: 'Count' });
const parcels = (count: number) => Array.from({ length: count }, (_, i) => parcel(`q${i}`));
const never = new AbortController().signal;

/** Refuses every request with one of these queues, with or without saying where. */
function refusing(bad: readonly string[], { telling }: { telling: boolean }) {
  const stored: string[] = [];
  const send = async (datums: MetricDatum[]): Promise<Sent> => {
    const member = datums.findIndex(({ MetricName }) => bad.includes(MetricName ?? '')) + 1;
    if (member > 0) return { requests: 1, failure: { kind: 'refused', members: telling ? [member] : [], reason: `number ${member}` } };
    stored.push(...datums.map(({ MetricName }) => MetricName ?? ''));
    return { requests: 1 };
  };
  return { stored, send };
}

describe('deliver()', () => {
  test('takes each refused datum out by its number', async () => {
    const { stored, send } = refusing(['q3', 'q900', 'q1200'], { telling: true });
    const delivery = await deliver(parcels(1_500), send, never);
    expect(delivery).toMatchObject({ stored: 1_497, requests: 5, unsent: [], error: undefined });
    expect(delivery.refused.map(({ record, reason }) => [record.queue, reason])).toEqual([
      ['q3', 'number 4'],
      ['q900', 'number 900'],
      ['q1200', 'number 201'],
    ]);
    expect(new Set(stored).size).toBe(1_497);
  });

  test('finds a datum without a number by halving', async () => {
    const { stored, send } = refusing(['q777'], { telling: false });
    const delivery = await deliver(parcels(1_000), send, never);
    expect(delivery.refused.map(({ record }) => record.queue)).toEqual(['q777']);
    expect(stored).toHaveLength(999);
    expect(new Set(stored).size).toBe(999);
    expect(delivery.requests).toBeLessThanOrEqual(21);
  });

  test('finds the record of a datum when a record has several', async () => {
    const { send } = refusing(['b'], { telling: true });
    const many = Array.from({ length: 301 }, (_, i) => i);
    const delivery = await deliver([parcel('a', many), parcel('b', many), parcel('c')], send, never);
    expect(delivery.refused.map(({ record }) => record.queue)).toEqual(['b']);
    expect(delivery.stored).toBe(2);
  });

  test('a number that is not in the request does not stop it', async () => {
    let first = true;
    const delivery = await deliver(
      parcels(4),
      async () => {
        if (!first) return { requests: 1 };
        first = false;
        return { requests: 1, failure: { kind: 'refused', members: [4_711], reason: 'x' } };
      },
      never,
    );
    expect(delivery).toMatchObject({ stored: 4, refused: [], requests: 3 });
  });

  test('gives up after a bounded number of refusals and hands back the rest', async () => {
    const { send } = refusing(
      parcels(1_000).map(({ record }) => record.queue ?? ''),
      { telling: true },
    );
    const delivery = await deliver(parcels(1_000), send, never);
    expect(delivery.requests).toBeLessThan(30);
    expect(delivery.refused.length + delivery.unsent.length).toBe(1_000);
    expect(delivery.error?.retryable).toBe(true);
  });

  test('stops at a failure: stored is stored, the rest is handed back in order', async () => {
    let calls = 0;
    const error = new StoreError('down', true);
    const send = async (): Promise<Sent> =>
      ++calls === 2 ? { requests: 2, failure: { kind: 'stop', error, denied: false } } : { requests: 1 };
    const all = parcels(2_500);
    const delivery = await deliver(all, send, never);
    expect(delivery).toMatchObject({ stored: 1_000, requests: 3, error });
    expect(delivery.unsent).toEqual(all.slice(1_000).map(({ record }) => record));
  });

  test('stops between requests when its signal does', async () => {
    const end = new AbortController();
    const delivery = await deliver(
      parcels(1_500),
      async () => {
        end.abort();
        return { requests: 1 };
      },
      end.signal,
    );
    expect(delivery).toMatchObject({ stored: 1_000, error: { retryable: true } });
    expect(delivery.unsent).toHaveLength(500);
  });
});
