import { setTimeout as sleep } from 'node:timers/promises';
import type { Monitor } from '../queues/monitor';
import type { Frame, SendFrame } from '../runtime';
import { historyFrame } from './history';
import { failingNotice, type readQuery } from './query';

type CompiledQuery = ReturnType<typeof readQuery>;

/** The newest sample of a live query as a frame of one row, or none yet. */
export function newestFrame(monitor: Monitor, { query, selector }: CompiledQuery): Frame {
  const at = monitor.sampler.history.recent.at(-1)?.at ?? Date.now();
  const { queues } = selector.select(monitor.queues);
  return historyFrame(monitor, { ...query, top: 0, live: true }, queues, { from: at, to: at, interval: 1 }, failingNotice(monitor));
}

/**
 * Sends each new sample until the signal aborts, nobody listens, or other settings have closed the sampler; Grafana then
 * asks again, of the new one. Waits for a slow listener without hoarding: what came meanwhile is skipped, the newest is sent.
 */
export async function follow(monitor: Monitor, compiled: CompiledQuery, send: SendFrame, signal: AbortSignal): Promise<void> {
  const { sampler } = monitor;
  void sampler.asked();
  const letGo = sampler.hold();
  let fresh = false;
  let wake = () => {};
  const unsubscribe = sampler.onSample(() => {
    fresh = true;
    wake();
  });
  let schema = '';
  const ends = [signal, sampler.closed];
  const end = () => wake();
  for (const ending of ends) ending.addEventListener('abort', end);
  try {
    while (!signal.aborted && !sampler.closed.aborted) {
      if (!fresh) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      fresh = false;
      const frame = newestFrame(monitor, compiled);
      // The schema goes out again when series come or go, and when the broker fails or is back.
      const shape = JSON.stringify([sampler.failing?.since, frame.fields.map((field) => field.labels ?? field.name)]);
      await send(frame, shape === schema ? 'data' : 'all');
      schema = shape;
      await sleep(0); // lets an abort in between two samples be seen
    }
  } finally {
    for (const ending of ends) ending.removeEventListener('abort', end);
    unsubscribe();
    letGo();
  }
}
