import { describe, expect, test } from 'vitest';
import { finish } from '../../../lifetime/work';
import { MINUTE_MS } from '../../minute';
import type { TaskEvent, TaskEventKind } from '../../ports/task-feed';
import { readExceptions } from '../read-exceptions';
import { type RunsRequest, readRuns } from '../read-runs';
import { RunsHistory } from './runs-history';

const START = Date.UTC(2026, 10, 24);
const all = () => true;

function count(
  history: RunsHistory,
  minute: number,
  task: string,
  rest: { queue?: string; worker?: string; runtime?: number; kind?: TaskEventKind } = {},
) {
  const { queue = 'emails', worker = 'w@h', kind = 'succeeded', runtime } = rest;
  const at = START + minute * MINUTE_MS;
  const event: TaskEvent = { kind, uuid: 'u', node: worker, at, runtime, exception: kind === 'failed' ? `Error${minute}` : undefined };
  history.minute(at).listenedMs = MINUTE_MS;
  history.count({ event, weight: 1, minute: at, key: { task, queue, worker, guessed: false } });
}
const closeAfter = (history: RunsHistory, minute: number) => history.closeBefore(START + (minute + 1) * MINUTE_MS + 10_000);
function succeeded(history: RunsHistory, request: Partial<RunsRequest> = {}): Record<string, number> {
  const whole = { from: START, to: START + 1e9, by: 'task', tasks: all, queues: all, measures: ['succeeded'], statistic: 'p95' } as const;
  const { series } = finish(readRuns(history, { ...whole, ...request }));
  return Object.fromEntries(series.map(({ name, values }) => [name, values.get('succeeded')?.[0] ?? Number.NaN]));
}

describe('a day of a thousand tasks', () => {
  // A tenth of the tasks, a twentieth of the day and of the budget: each minute and key is as it would be.
  const TASKS = 100;
  const MINUTES = 72;
  const budget = (64 * 2 ** 20 * TASKS * MINUTES) / (1000 * 1440);
  const fill = (history: RunsHistory) => {
    for (let m = 0; m < MINUTES; m++) {
      for (let t = 0; t < TASKS; t++) {
        for (let r = 0; r < 30; r++) {
          const runtime = Math.exp(2 * Math.sin(r + t + 7 * m));
          count(history, m, `t${t}`, { runtime });
          count(history, m, `t${t}`, { kind: 'started' });
        }
        history.queueTime({ task: `t${t}`, queue: 'emails', worker: 'w@h', guessed: false }, START + m * MINUTE_MS, 0.5, false, 30);
      }
      closeAfter(history, m);
      expect(history.bytes).toBeLessThanOrEqual(history === unlimited ? Number.POSITIVE_INFINITY : budget);
    }
    return history;
  };
  const unlimited = new RunsHistory(Number.POSITIVE_INFINITY);

  test('stays within the budget; the oldest go, and it is said since when the rest is kept', () => {
    const whole = fill(unlimited);
    expect(whole.keptSince).toBe(START);
    expect(whole.bytes / TASKS / MINUTES, 'bytes a task and minute').toBeLessThan(100);
    const history = fill(new RunsHistory(budget));
    const since = history.keptSince ?? Number.NaN;
    expect(since).toBeGreaterThan(START);
    expect(succeeded(history)['t0']).toBe((30 * (START + MINUTES * MINUTE_MS - since)) / MINUTE_MS);
    expect(history.bytes).toBeGreaterThan(0.9 * budget);
  });
});

test('a range of which only a part is kept is at least what is kept', () => {
  const history = new RunsHistory();
  for (let m = 0; m < 4; m++) {
    count(history, m, 'a');
    closeAfter(history, m);
  }
  const now = START + 10 * MINUTE_MS;
  const qualities = (from: number, to: number) => {
    const request = { from: START + from * MINUTE_MS, to: START + to * MINUTE_MS, by: 'task', tasks: all, queues: all } as const;
    return finish(readRuns(history, { ...request, measures: ['busy'], statistic: 'avg' }, now)).series.map(({ quality }) => quality);
  };
  expect(qualities(0, 3)).toEqual(['exact']);
  expect(qualities(-1, 3)).toEqual(['atLeast']);
  expect(qualities(0, 5)).toEqual(['atLeast']);
  expect(qualities(5, 9)).toEqual([]);
});

test('what is older than a day goes', () => {
  const history = new RunsHistory();
  for (let m = 0; m < 1500; m += 10) {
    count(history, m, 'a');
    closeAfter(history, m);
  }
  expect(history.keptSince).toBeGreaterThan(START + 40 * MINUTE_MS);
  expect(history.keptSince).toBeLessThan(START + 70 * MINUTE_MS);
});

test('of more than 1,000 task names the rest are one, until there is room again', () => {
  const history = new RunsHistory();
  for (let t = 0; t < 1200; t++) count(history, 0, `t${t}`);
  closeAfter(history, 0);
  const first = succeeded(history);
  expect(Object.keys(first).length).toBe(1001);
  expect(first['Other']).toBe(200);
  closeAfter(history, 1500); // a day later
  for (let t = 0; t < 900; t++) count(history, 1500, `new${t}`);
  closeAfter(history, 1501);
  const later = succeeded(history);
  expect(later['new899']).toBe(1);
  expect(later['Other']).toBeUndefined();
  expect(Object.values(later).length).toBe(900);
});

test('of more than 5,000 keys in a minute the rest count without their worker, and nothing is lost', () => {
  const history = new RunsHistory();
  for (let w = 0; w < 4000; w++) for (const task of ['a', 'b']) count(history, 0, task, { worker: `w${w}` });
  closeAfter(history, 0);
  expect(succeeded(history, { by: 'total' })).toEqual({ total: 8000 });
  const byWorker = succeeded(history, { by: 'worker' });
  expect(byWorker['w0']).toBe(2);
  expect(byWorker['']).toBe(3000);
});

test('workers whose names change with every start do not crowd out those that come after them', () => {
  const history = new RunsHistory();
  for (let m = 0; m < 3000; m += 10) {
    for (let w = 0; w < 60; w++) count(history, m, 'a', { worker: `w${m}-${w}` });
    closeAfter(history, m);
  }
  expect(succeeded(history, { by: 'worker', from: START + 2990 * MINUTE_MS })['w2990-59']).toBe(1);
});

test('a read holds what it reads, whatever happens meanwhile', () => {
  const history = new RunsHistory();
  for (let m = 0; m < 10; m++) {
    count(history, m, 'a');
    closeAfter(history, m);
  }
  const request = { from: START, to: START + 1e9, by: 'task', tasks: all, queues: all, measures: ['succeeded'], statistic: 'avg' } as const;
  const work = readRuns(history, request);
  work.next();
  closeAfter(history, 2000);
  for (let t = 0; t < 1200; t++) count(history, 2000, `t${t}`);
  const { series } = finish(work);
  expect(series.map(({ name, values }) => [name, values.get('succeeded')?.[0]])).toEqual([['a', 10]]);
});

test('names that mean something to JavaScript are names', () => {
  const history = new RunsHistory();
  for (const name of ['__proto__', 'constructor', 'Other']) count(history, 0, name, { queue: name, worker: name });
  closeAfter(history, 0);
  const { series } = finish(
    readRuns(history, { from: START, to: START, by: 'queue', tasks: all, queues: all, measures: ['succeeded'], statistic: 'avg' }),
  );
  expect(series.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'Other']);
});

test('exceptions are at most 20 types a task over any time, the rare ones together', () => {
  const history = new RunsHistory();
  for (let m = 0; m < 30; m++) {
    for (let i = 0; i <= m; i++) count(history, m, 'a', { kind: 'failed' });
    closeAfter(history, m);
  }
  const exceptions = finish(readExceptions(history, { from: START, to: START + 1e9 }, all));
  expect(exceptions.length).toBe(20);
  expect(exceptions.find(({ exception }) => exception === 'Error29')?.failed).toBe(30);
  expect(exceptions.find(({ exception }) => exception === 'Other')?.failed).toBe((11 * 12) / 2);
  expect(finish(readExceptions(history, { from: START, to: START + 1e9 }, () => false))).toEqual([]);
});
