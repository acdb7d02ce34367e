import { type AnyMessage, message } from '../../../../src/contract/messages/message';

/** What must be known of a worker to tell whether it tells all. */
export interface WorkerSeen {
  readonly name: string;
  /** Whether it is there, for all one knows. */
  readonly here: boolean;
  /** Tasks begun since it started, as its last heartbeat said; NaN when it did not say. */
  readonly processed: number;
  /** The moment of that heartbeat. */
  readonly heardAt: number;
}

/** `silent`: it works and tells nothing. `partial`: it tells less than it does. `unknown`: it did nothing yet that it could tell. */
export type CoverageState = 'complete' | 'partial' | 'silent' | 'unknown';

export interface WorkerCoverage {
  readonly worker: string;
  readonly state: CoverageState;
}

/** What a worker does is compared with what it tells over so long, then anew. Milliseconds. */
const WINDOW_MS = 60_000;
/** So many events may be missing: one that comes later than the heartbeat that counts it. */
const SLACK = { least: 1, share: 0.01 };
/** A worker that once told something is silent when it told nothing of so many tasks. */
const SILENT_TASKS = 3;
/** More nodes than this are no workers. */
const MOST_NODES = 10_000;

/** What a heartbeat said, and how many events had come from the worker before that heartbeat: at least so many are not of the time after it. */
interface Mark {
  readonly processed: number;
  readonly started: number;
  readonly at: number;
}

class Track {
  state: CoverageState = 'unknown';
  /** `task-started` events since it is known, and how many there were at the last look. */
  started = 0;
  startedBefore = 0;
  heardAt = Number.NEGATIVE_INFINITY;
  base: Mark | undefined;
  latest: Mark | undefined;
}

/**
 * Tells which workers send task events, and whether some get lost. Source: a heartbeat holds the number of tasks that its worker accepted
 * since it started (celery/worker/state.py `all_total_count`), and the worker sends `task-started` for each of them.
 */
export class Coverage {
  readonly #tracks = new Map<string, Track>();
  #listed: WorkerCoverage[] = [];

  /** A worker told that it began a task. */
  started(worker: string): void {
    let track = this.#tracks.get(worker);
    if (!track) {
      if (this.#tracks.size >= MOST_NODES) return;
      track = new Track();
      this.#tracks.set(worker, track);
    }
    track.started++;
  }

  /** Not all was heard until now, so comparing begins anew. What is known of the workers stays. */
  interrupt(): void {
    for (const track of this.#tracks.values()) track.base = track.latest = undefined;
  }

  /**
   * Compares; to be called more often than workers send heartbeats.
   * @param listeningSince a moment; undefined while not all is heard
   * @returns workers that are gone, or began anew
   */
  look(workers: Iterable<WorkerSeen>, listeningSince: number | undefined, now: number): string[] {
    const gone: string[] = [];
    const here = new Set<string>();
    this.#listed = [];
    for (const seen of workers) {
      if (!seen.here) continue;
      here.add(seen.name);
      let track = this.#tracks.get(seen.name);
      if (!track) {
        track = new Track();
        this.#tracks.set(seen.name, track);
      }
      if (track.latest && seen.processed < track.latest.processed) {
        Object.assign(track, { base: undefined, latest: undefined, state: 'unknown' });
        gone.push(seen.name);
      }
      judge(track, now);
      if (listeningSince !== undefined && seen.heardAt > listeningSince) mark(track, seen, now);
      track.startedBefore = track.started;
      this.#listed.push({ worker: seen.name, state: track.state });
    }
    for (const [name, track] of this.#tracks) {
      if (here.has(name)) continue;
      if (track.latest) gone.push(name);
      // One that was never listed may be about to be: its first heartbeat comes later than its first task.
      if (track.latest || track.startedBefore === track.started) this.#tracks.delete(name);
      track.startedBefore = track.started;
    }
    this.#listed.sort((a, b) => (a.worker < b.worker ? -1 : 1));
    return gone;
  }

  /** The workers that are there, by name. */
  list(): readonly WorkerCoverage[] {
    return this.#listed;
  }

  /** Whether some worker does more than it tells. */
  get lacks(): boolean {
    return this.#listed.some(({ state }) => state === 'silent' || state === 'partial');
  }
}

/** Takes in a heartbeat that was not there at the last look. */
function mark(track: Track, { heardAt, processed }: WorkerSeen, now: number): void {
  if (heardAt === track.heardAt || Number.isNaN(processed)) return;
  track.heardAt = heardAt;
  track.latest = { processed, started: track.startedBefore, at: now };
  track.base ??= track.latest;
}

/** Looks at the heartbeat of the last look: by now the events of what it counts have come. */
function judge(track: Track, now: number): void {
  const { base, latest } = track;
  if (!base || !latest || base === latest) return;
  const expected = latest.processed - base.processed;
  const heard = track.started - base.started;
  if (expected > 0) {
    if (heard > 0) track.state = expected - heard > SLACK.least + SLACK.share * expected ? 'partial' : 'complete';
    else if (track.started === 0 || expected >= SILENT_TASKS) track.state = 'silent';
  }
  if (now - base.at >= WINDOW_MS) track.base = latest;
}

/** What to tell a person of workers that do not tell all. */
export function coverageMessages(coverage: readonly WorkerCoverage[]): AnyMessage[] {
  const silent = coverage.filter(({ state }) => state === 'silent').length;
  const partial = coverage.filter(({ state }) => state === 'partial').length;
  const all = coverage.length;
  return [
    ...(silent > 0 ? [message('runs.silentWorkers', { count: silent, all })] : []),
    ...(partial > 0 ? [message('runs.lostEvents', { count: partial, all })] : []),
  ];
}
