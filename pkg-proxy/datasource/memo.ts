import type { DataQuery, Frame } from 'grafana-node-datasource-runtime';
import { DEFAULT_TYPE } from '../../src/contract/query';
import { unlessAborted } from '../lifetime/abort';
import { MINUTE_MS } from '../queues/minute';
import type { Monitor } from '../queues/monitor';
import type { Observed } from '../queues/observed';

/** All answers of one datasource together: some thousand small ones, or a few graphs of a thousand lines. Bytes. */
const MOST_BYTES = 8 * 1024 * 1024;
/** A value as a number, and once more as it was written for the wire. Bytes. */
const BYTES_A_VALUE = 16;
/** Of a frame without values: names, labels, notices. Bytes. */
const BYTES_A_FIELD = 1024;

type Compute = (signal: AbortSignal | undefined) => Promise<readonly Frame[]>;

/** An answer that is being made. */
interface UnderWay {
  readonly frames: Promise<readonly Frame[]>;
  readonly abort: AbortController;
  /** Calls that wait for it. */
  waiting: number;
}

/**
 * Answers of one datasource until the next sample: many viewers with the same query cost one computation. Holds only answers that
 * follow from what was observed, the query and the range, so an answer with a warning, of which the cause may pass sooner, is not kept.
 */
export class Memo {
  readonly #answers = new Map<string, readonly Frame[]>();
  readonly #underWay = new Map<string, UnderWay>();
  #bytes = 0;
  #state: readonly unknown[] = [];

  constructor(private readonly monitor: Monitor) {}

  /**
   * The answer to the same question, if one was given since the last sample or is under way; otherwise `compute` gives it.
   * @param signal of the call
   * @param compute its signal aborts when every call that waits for the answer has ended
   */
  async answer(request: DataQuery, signal: AbortSignal | undefined, compute: Compute): Promise<readonly Frame[]> {
    const key = keyOf(request, this.monitor.observed);
    if (key === undefined || !this.monitor.observed.ready) return compute(signal);
    this.#refresh();
    const kept = this.#answers.get(key);
    if (kept) {
      void this.monitor.asked();
      return kept;
    }
    const underWay = this.#underWay.get(key) ?? this.#begin(key, compute);
    underWay.waiting++;
    try {
      return await (signal ? unlessAborted(underWay.frames, signal, () => Promise.reject(signal.reason)) : underWay.frames);
    } finally {
      if (--underWay.waiting === 0) {
        if (this.#underWay.get(key) === underWay) this.#underWay.delete(key);
        underWay.abort.abort();
      }
    }
  }

  #begin(key: string, compute: Compute): UnderWay {
    const abort = new AbortController();
    const frames = compute(abort.signal);
    const underWay = { frames, abort, waiting: 0 };
    this.#underWay.set(key, underWay);
    const isCurrent = () => this.#underWay.get(key) === underWay;
    void frames.then(
      (made) => {
        this.#refresh(); // what was made while a sample came may be of both, and is dropped by this
        if (isCurrent()) this.#keep(key, made);
      },
      () => isCurrent() && this.#underWay.delete(key),
    );
    return underWay;
  }

  /** Drops all answers when something has changed that they follow from. */
  #refresh(): void {
    const { observed } = this.monitor;
    const { latest, failing, stale, catalogue, discovering, discoveryError, detailsError } = observed;
    const state = [latest, failing, stale, catalogue.names, catalogue.leftOut, discovering, discoveryError, detailsError];
    if (state.every((part, i) => part === this.#state[i])) return;
    this.#state = state;
    this.#answers.clear();
    this.#underWay.clear();
    this.#bytes = 0;
  }

  #keep(key: string, frames: readonly Frame[]): void {
    this.#underWay.delete(key);
    const bytes = key.length + frames.reduce((sum, frame) => sum + bytesOf(frame), 0);
    if (this.#bytes + bytes > MOST_BYTES || frames.some(hasWarning)) return;
    this.#answers.set(key, frames);
    this.#bytes += bytes;
  }
}

function bytesOf({ fields }: Frame): number {
  return fields.reduce((sum, { values }) => sum + BYTES_A_FIELD + values.length * BYTES_A_VALUE, 0);
}

function hasWarning({ meta }: Frame): boolean {
  return meta?.notices?.some(({ severity }) => severity !== 'info') ?? false;
}

/** Names the question; undefined for one whose answer does not follow from what is observed of the queues. */
function keyOf(request: DataQuery, observed: Observed): string | undefined {
  const { json } = request;
  const said = typeof json === 'object' && json !== null && 'queryType' in json ? json.queryType : undefined;
  const type = said || request.queryType || DEFAULT_TYPE;
  if (type === 'now') return `now ${JSON.stringify(json)}`;
  if (type === 'history') return `history ${rangeKey(request, observed)} ${JSON.stringify(json)}`;
  return undefined;
}

/** Equal for ranges that hold the same samples and minutes. */
function rangeKey({ from, to, intervalMs, maxDataPoints }: DataQuery, { history: { recent } }: Observed): string {
  const end = recent.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const bounds = [Math.floor(from / MINUTE_MS), recent[positionOf(recent, from)]?.at];
  if (to < end) bounds.push(Math.floor(to / MINUTE_MS), recent[positionOf(recent, to + 1) - 1]?.at);
  return `${bounds.join()} ${to - from} ${intervalMs} ${maxDataPoints}`;
}

/** Of the first row that is not older. @param rows ascending */
function positionOf(rows: readonly { readonly at: number }[], at: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
