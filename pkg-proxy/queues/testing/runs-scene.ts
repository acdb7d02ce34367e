import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { RunMeasure } from '../../../src/contract/run-measures';
import { finish } from '../../lifetime/work';
import type { TaskEvent, TaskEventKind } from '../ports/task-feed';
import type { WorkerSeen } from '../runs/joining/coverage';
import type { RunsRequest } from '../runs/read-runs';
import { Runs } from '../runs/runs';
import { FakeTaskFeed } from './fake-task-feed';

/** What tests of runs share: a fake feed and fake time, made anew for each test of the file that imports this. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const START = Date.UTC(2026, 10, 24, 12);
export const all = () => true;

export let feed: FakeTaskFeed;
let ending: AbortController;
let running: Promise<void>;
export let runs: Runs;
let workers: WorkerSeen[];
export let logged: string[];
export const hints = { message: new Map<string, string>(), task: new Map<string, string>(), worker: new Map<string, string>() };
const log = { info: (message: string) => void logged.push(message), warn: (message: string) => void logged.push(message) };
const options = () => ({
  feed,
  hints: {
    queueOfMessage: (uuid: string) => hints.message.get(uuid),
    queueOfTask: (name: string) => hints.task.get(name),
    onlyQueueOf: (worker: string) => hints.worker.get(worker),
  },
  workers: () => workers,
  label: 'fake',
  log,
});
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(async () => {
  vi.useFakeTimers({ now: START });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  feed = new FakeTaskFeed();
  ending = new AbortController();
  workers = [];
  logged = [];
  for (const hint of Object.values(hints)) hint.clear();
  runs = new Runs(options());
  running = runs.run(ending.signal);
  await pass(0);
});
afterEach(async () => {
  ending.abort();
  await pass(0);
  await running;
  expect(vi.getTimerCount(), 'timers that outlive the runs').toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** An event of the worker `w@h` now. */
export const event = (kind: TaskEventKind, uuid: string, rest: Partial<TaskEvent> = {}): TaskEvent => ({
  kind,
  uuid,
  node: kind === 'sent' ? 'gen1@p' : 'w@h',
  at: Date.now(),
  ...rest,
});
export const say = (kind: TaskEventKind, uuid: string, rest: Partial<TaskEvent> = {}) => feed.sayAll([event(kind, uuid, rest)]);
export const sent = { name: 'shop.pay', queue: 'emails' };

export function read(measures: readonly RunMeasure[], request: Partial<RunsRequest> = {}) {
  return finish(runs.read({ from: START, to: Date.now(), by: 'task', tasks: all, queues: all, statistic: 'max', ...request, measures }));
}
/** Values of one measure by group, over the whole range. */
export function valuesOf(measure: RunMeasure, request: Partial<RunsRequest> = {}): Record<string, number> {
  return Object.fromEntries(read([measure], request).series.map(({ name, values }) => [name, values.get(measure)?.[0] ?? Number.NaN]));
}
/** All counts that are not 0, by group. */
export function countsOf(request: Partial<RunsRequest> = {}): Record<string, Record<string, number>> {
  const kinds = ['sent', 'received', 'started', 'succeeded', 'failed', 'retried', 'revoked', 'rejected'] as const;
  return Object.fromEntries(
    read(kinds, request).series.map(({ name, values }) => [
      name,
      Object.fromEntries(Array.from(values, ([kind, [value = 0]]) => [kind, value] as const).filter(([, value]) => value > 0)),
    ]),
  );
}

/** From now on these workers are known. */
export function know(known: WorkerSeen[]): void {
  workers = known;
}

/** Ends what listens; another goes on with what it heard. */
export async function takeOver(): Promise<void> {
  ending.abort();
  await running;
  ending = new AbortController();
  runs = new Runs(options(), runs);
  running = runs.run(ending.signal);
}
