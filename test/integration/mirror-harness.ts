import { vi } from 'vitest';
import { Mirror, type MirrorOptions } from '../../pkg-proxy/queues/mirror/mirror';
import type { MetricStore, MinuteRecord, PutResult } from '../../pkg-proxy/queues/ports/metric-store';
import type { Sample } from '../../pkg-proxy/queues/sample';

/** What the tests of the mirror share: a store in memory, samples, and time that passes with them. */
export const MINUTE = 60_000;
export const start = 1_700_000_040_000;

/** Keeps what it is given; `fault` answers in its place. */
export class MemoryStore implements MetricStore {
  readonly label = 'memory';
  readonly stored: MinuteRecord[] = [];
  puts = 0;
  fault: ((records: readonly MinuteRecord[]) => PutResult | Promise<PutResult>) | undefined;

  async put(records: readonly MinuteRecord[]): Promise<PutResult> {
    this.puts++;
    if (this.fault) return this.fault(records);
    this.stored.push(...records);
    return { stored: records.length, refused: [], requests: 1, unsent: [] };
  }
  async check() {}
  close() {}

  of(queue: string | null) {
    return this.stored.filter((record) => record.queue === queue);
  }
}
export const failing = (message: string) => (records: readonly MinuteRecord[]) => ({
  stored: 0,
  refused: [],
  requests: 1,
  unsent: records,
  error: new Error(message),
});

export function sample(at: number, lengths: Readonly<Record<string, number>>): Sample {
  const waiting = Float64Array.from(Object.values(lengths));
  return { ok: true, at, queues: Object.keys(lengths), waiting, steps: waiting, failed: new Map() };
}

export const log = { info: vi.fn(), warn: vi.fn() };

export function mirrorOn(store: MetricStore, options: Partial<MirrorOptions> = {}): Mirror {
  const mirror = new Mirror({ store, settings: { maxQueues: 100, measures: ['waiting'] }, log, ...options });
  mirror.start();
  return mirror;
}

/** Lets fake time pass with a sample every few seconds. */
export async function sampled(mirror: Mirror, milliseconds: number, every: () => number, lengths: () => Readonly<Record<string, number>>) {
  const end = Date.now() + milliseconds;
  for (let next = Date.now() + every(); next < end; next += every()) {
    await vi.advanceTimersByTimeAsync(next - Date.now());
    mirror.accept(sample(Date.now(), lengths()));
  }
  await vi.advanceTimersByTimeAsync(end - Date.now());
}

/** With fake timers: a sample in each of the next minutes, and time up to 5 s after the last of them. */
export async function passMinutes(mirrors: readonly Mirror[], count: number, length: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const at = Math.floor(Date.now() / MINUTE) * MINUTE;
    await vi.advanceTimersByTimeAsync(Math.max(0, at + 10_000 - Date.now()));
    for (const mirror of mirrors) mirror.accept(sample(Date.now(), { celery: length }));
    await vi.advanceTimersByTimeAsync(at + MINUTE + 5_000 - Date.now());
  }
}
