import { describe, expect, test } from 'vitest';
import type { TaskEvent, TaskEventKind } from '../../ports/task-feed';
import { Join } from './join';

const HINTS = { queueOfMessage: () => undefined, queueOfTask: () => undefined, onlyQueueOf: () => undefined };

function start(most?: { open: number; ended: number }) {
  const counted = new Map<string, number>();
  const join = new Join(
    {
      count: (key, _, event) => void counted.set(`${key.task} ${event.kind}`, (counted.get(`${key.task} ${event.kind}`) ?? 0) + 1),
      queueTime: () => undefined,
      busy: () => undefined,
    },
    () => HINTS,
    most,
  );
  let now = 0;
  const say = (kind: TaskEventKind, uuid: string, rest: Partial<TaskEvent> = {}) =>
    join.heard({ kind, uuid, node: 'w@h', at: 1e12 + now, ...rest }, 1, ++now, 0);
  return { counted, join, say, release: () => join.release(now + 60_000) };
}

describe('memory is bounded', () => {
  test('by a million tasks without an end', () => {
    const { counted, join, say, release } = start();
    for (let i = 0; i < 1_000_000; i++) say('received', `u${i}`, { name: 'a' });
    release();
    expect(join.size).toBe(100_000);
    expect(counted).toEqual(new Map([['a received', 1_000_000]]));
  });

  test('by tasks that nobody names, and none is lost', () => {
    const { counted, join, say, release } = start({ open: 1000, ended: 500 });
    for (let i = 0; i < 10_000; i++) say('started', `u${i}`);
    release();
    expect(join.size).toBe(1000);
    expect(join.running, 'of those that are remembered').toBe(1000);
    expect(counted).toEqual(new Map([[' started', 10_000]]));
  });

  test('by tasks that end', () => {
    const { join, say } = start({ open: 1000, ended: 500 });
    for (let i = 0; i < 10_000; i++) {
      say('received', `u${i}`, { name: 'a' });
      say('started', `u${i}`);
      say('succeeded', `u${i}`);
    }
    expect(join.size).toBe(500);
    expect(join.running).toBe(0);
  });

  test('and the one that was heard of lately stays', () => {
    const { counted, say, release } = start({ open: 100, ended: 100 });
    say('received', 'long', { name: 'a' });
    for (let i = 0; i < 1000; i++) {
      say('received', `u${i}`, { name: 'b' });
      if (i % 50 === 0) say('started', 'long');
    }
    say('succeeded', 'long');
    release();
    expect(counted.get('a succeeded')).toBe(1);
  });
});

test('a task of which everything is told in the wrong order counts once each, and is over', () => {
  const { counted, join, say, release } = start();
  for (const [kind, at] of [
    ['succeeded', 4],
    ['started', 3],
    ['received', 2],
    ['sent', 1],
  ] as const) {
    say(kind, 'u', { at: 1e12 + at, ...(kind === 'received' || kind === 'sent' ? { name: 'a' } : {}) });
  }
  release();
  expect([...counted.keys()].sort()).toEqual(['a received', 'a sent', 'a started', 'a succeeded']);
  expect(join.running).toBe(0);
});

test('an outcome of each kind counts once a run', () => {
  const { counted, say } = start();
  say('received', 'u', { name: 'a' });
  for (let run = 0; run < 3; run++) {
    say('started', 'u');
    for (let i = 0; i < 2; i++) say('retried', 'u');
  }
  say('revoked', 'u');
  say('revoked', 'u');
  expect(Object.fromEntries(counted)).toEqual({ 'a received': 1, 'a started': 3, 'a retried': 3, 'a revoked': 1 });
});
