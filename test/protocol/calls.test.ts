import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { status } from './client';
import { type QueryAnswer, Session } from './session';

let session: Session;
beforeAll(async () => {
  session = await Session.open();
});
afterAll(() => session.close());

const rowsOf = (answer: QueryAnswer | undefined) => tableFromIPC(answer!.frames[0]!).numRows;
const padded = (bytes: number) => ({ do: 'length', size: bytes, padding: 'x'.repeat(bytes) });

describe('a call that is not waited for', () => {
  test('tells the plugin when its deadline passes', async () => {
    const before = await session.state();
    const answer = session.query([{ do: 'wait' }], { deadline: Date.now() + 300 });
    await expect(answer).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
    await session.until('the abort', ({ aborted, running }) => aborted === before.aborted + 1 && running === 0);
  });

  test('tells the plugin when it is cancelled', async () => {
    const before = await session.state();
    const aborter = new AbortController();
    const answer = session.query([{ do: 'wait' }], { signal: aborter.signal });
    await session.until('the query', ({ running }) => running === 1);
    aborter.abort();
    await expect(answer).rejects.toMatchObject({ code: status.CANCELLED });
    await session.until('the abort', ({ aborted, running }) => aborted === before.aborted + 1 && running === 0);
  });

  test('leaves nothing in the log', () => {
    expect(session.process.log()).toEqual([]);
  });

  // Node before streamResetBurst (20 among them) takes a burst of more than 1,000 for an attack and closes the connection.
  test('hundreds at a time, as when a dashboard is closed, and the connection lives', async () => {
    const before = await session.state();
    const aborters = Array.from({ length: 500 }, () => new AbortController());
    const settled = Promise.allSettled(aborters.map(({ signal }) => session.query([{ do: 'wait' }], { signal })));
    await session.until('the queries', ({ running }) => running === 500);
    for (const aborter of aborters) aborter.abort();
    const outcomes = await settled;
    expect(outcomes.every((outcome) => outcome.status === 'rejected' && outcome.reason.code === status.CANCELLED)).toBe(true);
    await session.until('the aborts', ({ aborted, running }) => aborted === before.aborted + 500 && running === 0);
  });
});

describe('size', () => {
  test('a request and an answer of 16 MB', async () => {
    const { A } = await session.query([padded(16 * 1024 * 1024 - 1_000)]);
    expect(rowsOf(A)).toBe(1);
    const { A: large } = await session.query([{ do: 'numbers', size: 2 * 1024 * 1024 }]);
    expect(rowsOf(large)).toBe(2 * 1024 * 1024);
  });

  test('a request over the limit is refused, and the connection lives', async () => {
    await expect(session.query([padded(17 * 1024 * 1024)])).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    expect(rowsOf((await session.query([{ do: 'numbers', size: 3 }])).A)).toBe(3);
  });
});

describe('many at a time', () => {
  test('100 small calls, each with its own answer', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, size) => session.query([{ do: 'numbers', size }])));
    expect(answers.map(({ A }) => rowsOf(A))).toEqual(Array.from({ length: 100 }, (_, size) => size));
  });

  test('40 answers of 3 MB under way on one connection', async () => {
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(Array.from({ length: 40 }, () => session.query([{ do: 'numbers', size: 393_216 }])));
      expect(answers.map(({ A }) => rowsOf(A))).toEqual(Array.from({ length: 40 }, () => 393_216));
    }
  });
});
