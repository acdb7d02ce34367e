import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { WorkerEvent } from '../ports/worker-feed';
import { Worker } from './worker';

const beat = (event: Partial<WorkerEvent> = {}): WorkerEvent => ({
  kind: 'heartbeat',
  worker: 'w@h',
  freq: 2,
  active: 1,
  processed: 0,
  load: 0.5,
  version: '5.6.3',
  sentAt: Number.NaN,
  ...event,
});

function heard(...events: [at: number, event: Partial<WorkerEvent>][]): Worker {
  const worker = new Worker('w@h', 0);
  for (const [at, event] of events) worker.heard(beat(event), at);
  return worker;
}

describe('the state of a worker that is not heard any more', () => {
  test.each<[freq: number, silentMs: number, state: string]>([
    [2, 0, 'online'],
    [2, 5000, 'online'],
    [2, 5001, 'late'],
    [2, 15_000, 'late'],
    [2, 15_001, 'gone'],
    [30, 60_000, 'online'],
    [30, 60_001, 'late'],
    [30, 90_001, 'gone'],
    [Number.NaN, 5001, 'late'], // it did not say how often: as Celery does by itself
  ])('a heartbeat every %d s, silent for %d ms: %s', (freq, silentMs, state) => {
    expect(heard([1000, { freq }]).state(1000 + silentMs, 0)).toBe(state);
  });

  test('who said goodbye is gone at once, and back with the next word', () => {
    const worker = heard([1000, {}], [2000, { kind: 'offline' }]);
    expect(worker.state(2000, 0)).toBe('gone');
    worker.heard(beat({ kind: 'online' }), 3000);
    expect(worker.state(3000, 0)).toBe('online');
  });

  test('is unknown while nobody listens, and until it was listened to for long enough', () => {
    const worker = heard([1000, {}]);
    expect(worker.state(4000, undefined)).toBe('online');
    expect(worker.state(600_000, undefined)).toBe('unknown');
    expect(worker.state(600_000, 599_000)).toBe('unknown');
    expect(worker.state(606_000, 599_000)).toBe('late');
    expect(worker.state(616_000, 599_000)).toBe('gone');
  });
});

test('its clock is ahead of ours by what lies between its word and our hearing it', () => {
  vi.useFakeTimers({ now: 1_000_000 });
  onTestFinished(() => void vi.useRealTimers());
  const worker = new Worker('w@h', performance.now());
  worker.heard(beat({ sentAt: 1_004_400 }), performance.now());
  vi.advanceTimersByTime(1500);
  expect(worker.clockAhead).toBe(4.4);
});

describe('the rate', () => {
  test('is the tasks begun over the time between heartbeats, by the clock of the worker', () => {
    const worker = heard(
      [5000, { processed: 100, sentAt: 1000 }],
      [6900, { processed: 110, sentAt: 3000 }],
      [9400, { processed: 140, sentAt: 5000 }],
    );
    expect(worker.rate).toBe(10);
  });

  test('is not known with one heartbeat, after a restart, or when the clock of the worker went back', () => {
    expect(heard([0, { processed: 3 }]).rate).toBeNaN();
    expect(heard([0, { processed: 3 }], [2000, { processed: 0 }]).rate).toBeNaN();
    expect(heard([0, { processed: 3, sentAt: 9000 }], [2000, { processed: 5, sentAt: 4000 }]).rate).toBeNaN();
    const again = heard([0, { processed: 3 }], [2000, { kind: 'online', processed: 0 }], [4000, { processed: 4 }]);
    expect(again.rate).toBe(2);
  });

  test('counts an event once that came twice, as from Sentinel', () => {
    const worker = heard([0, { processed: 0, sentAt: 0 }], [2000, { processed: 4, sentAt: 2000 }], [2001, { processed: 4, sentAt: 2000 }]);
    expect([worker.rate, worker.heardAt]).toEqual([2, 2000]);
  });

  test('looks back over five heartbeats: 8 s after a change nothing is left of what was before', () => {
    const processed = (i: number) => (i < 20 ? i * 30 : 570 + (i - 19) * 20); // 15 a second, then 10
    const worker = heard(...Array.from({ length: 24 }, (_, i): [number, object] => [i * 2000, { processed: processed(i) }]));
    expect(worker.rate).toBe(10);
  });
});

test('a worker that starts again has not said yet what it consumes', () => {
  const worker = heard([0, {}]);
  worker.answered(['a'], 1000);
  worker.answered(['a'], 61_000);
  expect(worker.asked).toEqual({ queues: ['a'], since: 1000, at: 61_000 });
  worker.answered(['a', 'b'], 121_000);
  expect(worker.asked?.since).toBe(121_000);
  worker.heard(beat({ kind: 'online' }), 122_000);
  expect(worker.asked).toBeUndefined();
});
