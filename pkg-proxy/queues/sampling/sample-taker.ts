import type { DetailSettings } from '../../../src/contract/settings';
import { withDeadline } from '../../lifetime/deadline';
import type { Log } from '../log';
import { asBrokerError, type QueueReader } from '../ports/reader';
import { type GoodSample, type Sample, totalsOf } from '../sample';
import type { Told } from './details/detail-keeper';
import { Detailing } from './details/detailing';

export interface SamplerOptions {
  /** Queues that are always read, whether they are declared or not. */
  readonly queues: readonly string[];
  /** Whether to look for declared queues on the broker. */
  readonly discover: boolean;
  readonly sampleSeconds: number;
  /** Absent: only lengths are read. */
  readonly details?: DetailSettings | undefined;
}

export interface TakenSample {
  readonly sample: Sample;
  /** Milliseconds that it took to read the lengths. */
  readonly tookMs: number;
}

/** Takes one sample of a broker: lengths first, then queue details in what is left of the time. */
export class SampleTaker {
  readonly detailing: Detailing;

  constructor(
    public reader: QueueReader,
    public options: SamplerOptions,
    /** What others know of queues. */
    public told: Told,
    log: Log,
  ) {
    this.detailing = new Detailing(reader.steps.length, (error) =>
      log.warn('Queue details cannot be read, only lengths.', { broker: this.reader.label, error }),
    );
  }

  /**
   * Never rejects: a failed sample carries the error.
   * @param limitMs for the whole sample
   * @returns undefined if the signal aborted meanwhile
   */
  async take(queues: readonly string[], limitMs: number, signal: AbortSignal): Promise<TakenSample | undefined> {
    const began = performance.now();
    try {
      const { lengths, failed } = await withDeadline(limitMs, (limit) => this.reader.depths(queues, limit), signal);
      const tookMs = performance.now() - began;
      const lengthsOnly: GoodSample = {
        ok: true,
        at: Date.now(),
        queues,
        waiting: totalsOf(queues, lengths, failed),
        steps: lengths,
        failed,
      };
      const limits = { limitMs: limitMs - tookMs, staleMs: 2 * this.options.sampleSeconds * 1000 };
      const details = await this.detailing.read(this, lengthsOnly, limits, signal);
      return signal.aborted ? undefined : { sample: { ...lengthsOnly, details }, tookMs };
    } catch (error) {
      if (signal.aborted) return undefined;
      return { sample: { ok: false, at: Date.now(), error: asBrokerError(error) }, tookMs: performance.now() - began };
    }
  }
}
