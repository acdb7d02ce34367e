import type { DataQuery, Frame } from 'grafana-node-datasource-runtime';
import { DEFAULT_TYPE } from '../../src/contract/query';
import { unlessAborted } from '../lifetime/abort';
import { MINUTE_MS } from '../queues/minute';
import type { Monitor } from '../queues/monitor/monitor';
import type { Observed } from '../queues/observed';

/** Limit for all answers of one datasource: some thousand small ones, or a few graphs of a thousand lines. Bytes. */
const MOST_BYTES = 8 * 1024 * 1024;
/** A value as a number, and again in its encoded form. Bytes. */
const BYTES_A_VALUE = 16;
/** A field without its values: names, labels, notices. Bytes. */
const BYTES_A_FIELD = 1024;

/** A call that waits for an answer. */
export interface Call {
  readonly signal: AbortSignal;
}

type Compute = (signal: AbortSignal | undefined) => Promise<readonly Frame[]>;

/** An answer that is being computed. */
interface UnderWay {
  readonly frames: Promise<readonly Frame[]>;
  readonly abort: AbortController;
  /** Calls that wait for it. */
  waiting: number;
}

/**
 * Caches the answers of one datasource until the next sample: many viewers with the same query cost one computation. Keeps only
 * answers that depend on the observations, the query and the range. An answer with a warning is not kept, because its cause may pass
 * before the next sample.
 */
export class Memo {
  readonly #answers = new Map<string, readonly Frame[]>();
  readonly #underWay = new Map<string, UnderWay>();
  #bytes = 0;
  #state: readonly unknown[] = [];

  constructor(private readonly monitor: Monitor) {}

  /**
   * Returns the cached answer to the same query, or waits for one that is being computed; otherwise calls `compute`.
   * @param call its signal is read only if the answer has to be computed
   * @param compute its signal aborts when no call waits for the answer any more
   */
  async answer(request: DataQuery, call: Call | undefined, compute: Compute): Promise<readonly Frame[]> {
    const key = keyOf(request, this.monitor.observed);
    if (key === undefined || !this.monitor.observed.ready) return compute(call?.signal);
    this.#refresh();
    const kept = this.#answers.get(key);
    if (kept) {
      void this.monitor.asked();
      return kept;
    }
    const underWay = this.#underWay.get(key) ?? this.#begin(key, compute);
    underWay.waiting++;
    const signal = call?.signal;
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
        this.#refresh(); // drops an answer that was computed across a sample and may mix both
        if (isCurrent()) this.#keep(key, made);
      },
      () => isCurrent() && this.#underWay.delete(key),
    );
    return underWay;
  }

  /** Drops all answers when something that they depend on has changed. */
  #refresh(): void {
    const { observed, usual } = this.monitor;
    const { latest, failing, stale, catalogue, discovering, discoveryError, detailsError } = observed;
    const state = [latest, failing, stale, catalogue.names, catalogue.leftOut, discovering, discoveryError, detailsError, usual?.readings];
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

/** The cache key of a query; undefined if its answer depends on more than the observed queues. */
function keyOf(request: DataQuery, observed: Observed): string | undefined {
  const { json } = request;
  const said = typeof json === 'object' && json !== null && 'queryType' in json ? json.queryType : undefined;
  const type = said || request.queryType || DEFAULT_TYPE;
  if (type === 'now') return `now ${JSON.stringify(json)}`;
  if (type === 'history') return `history ${rangeKey(request, observed)} ${JSON.stringify(json)}`;
  return undefined;
}

/** Equal for ranges that contain the same samples and minutes. */
function rangeKey({ from, to, intervalMs, maxDataPoints }: DataQuery, { history: { recent } }: Observed): string {
  const end = recent.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const bounds = [Math.floor(from / MINUTE_MS), recent[positionOf(recent, from)]?.at];
  if (to < end) bounds.push(Math.floor(to / MINUTE_MS), recent[positionOf(recent, to + 1) - 1]?.at);
  return `${bounds.join()} ${to - from} ${intervalMs} ${maxDataPoints}`;
}

/** Index of the first row at or after a time. @param rows ascending */
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
