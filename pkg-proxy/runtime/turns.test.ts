import { setImmediate as nextRound } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Loop, Turns, type Work } from './turns.js';

/** A loop of which the test says when it comes round, and a clock that only work moves. */
class HandLoop implements Loop {
  time = 0;
  #callback: (() => void) | undefined;

  now(): number {
    return this.time;
  }
  next(callback: () => void): void {
    if (this.#callback) throw new Error('expected to be called once a round');
    this.#callback = callback;
  }
  /** One round. @returns whether work was waiting for it */
  async round(): Promise<boolean> {
    const callback = this.#callback;
    this.#callback = undefined;
    callback?.();
    await nextRound(); // lets what was woken run
    return callback !== undefined;
  }
}

let loop: HandLoop;
let done: string[];
/** Work of so many parts, each a millisecond, that says when it is done and returns the number of its parts. */
function* work(name: string, parts: number): Work<number> {
  for (let i = 1; i <= parts; i++) {
    loop.time++;
    if (i < parts) yield;
  }
  done.push(name);
  return parts;
}
const start = (shareMs = 10) => {
  loop = new HandLoop();
  done = [];
  return new Turns(loop, shareMs);
};
/** Rounds until all is done, and the most milliseconds that one of them took. */
async function drain(): Promise<{ rounds: number; longest: number }> {
  let rounds = 0;
  let longest = loop.time;
  for (let before = loop.time; await loop.round(); before = loop.time) {
    rounds++;
    longest = Math.max(longest, loop.time - before);
  }
  return { rounds, longest };
}

describe('work', () => {
  test('that is small is done at once, and one more round is all it asks of the loop', async () => {
    const turns = start();
    expect(await turns.run(work('a', 3))).toBe(3);
    expect(await drain()).toMatchObject({ rounds: 1 });
  });

  test('that is large takes its share of each round', async () => {
    const turns = start();
    const result = turns.run(work('a', 95));
    expect(await drain()).toEqual({ rounds: 10, longest: 10 });
    expect(await result).toBe(95);
  });

  test('shares a round with all other work, however much there is', async () => {
    const turns = start();
    const all = Array.from({ length: 30 }, (_, i) => turns.run(work(String(i), 7), new AbortController().signal));
    const { longest } = await drain();
    await Promise.all(all);
    expect(longest).toBeLessThan(2 * 10);
    expect(done).toHaveLength(30);
  });

  test('that throws, or is not wanted any more, holds nobody up', async () => {
    const turns = start();
    const abort = new AbortController();
    const unwanted = turns.run(work('unwanted', 50), abort.signal);
    const wrong = turns.run(
      (function* (): Work<void> {
        yield;
        throw new Error('wrong');
      })(),
    );
    const right = turns.run(work('right', 50));
    const reasons = Promise.allSettled([unwanted, wrong, right]);
    await loop.round();
    abort.abort(new Error('the client left'));
    await drain();
    expect((await reasons).map((result) => (result.status === 'rejected' ? result.reason.message : result.value))).toEqual([
      'the client left',
      'wrong',
      50,
    ]);
    expect(done).toEqual(['right']);
  });
});

describe('who goes first', () => {
  test('a small answer does not wait for large ones', async () => {
    const turns = start();
    const all = [500, 500, 500].map((parts, i) => turns.run(work(`large ${i}`, parts), new AbortController().signal));
    for (let i = 0; i < 20; i++) await loop.round();
    const small = turns.run(work('small', 15), new AbortController().signal);
    for (let i = 0; i < 4; i++) await loop.round();
    expect(await small).toBe(15);
    expect(done).toEqual(['small']);
    await drain();
    await Promise.all(all);
  });

  test('of one call what was begun last, so that its queries are not all half done at a time', async () => {
    const turns = start();
    const { signal } = new AbortController();
    let begun = 0;
    let most = 0;
    function* query(): Work<void> {
      most = Math.max(most, ++begun);
      yield* work('query', 100);
      begun--;
    }
    const all = Array.from({ length: 20 }, () => turns.run(query(), signal));
    await drain();
    await Promise.all(all);
    expect(most).toBeLessThanOrEqual(2);
  });

  test('of calls that had as much the first to come', async () => {
    const turns = start();
    const all = ['a', 'b', 'c'].map((name) => turns.run(work(name, 60), new AbortController().signal));
    await drain();
    await Promise.all(all);
    expect(done).toEqual(['a', 'b', 'c']);
  });
});

test('with the real loop, others have their turn in between', async () => {
  let rounds = 0;
  let going = true;
  const count = () => {
    rounds++;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  await new Turns(undefined, 0).run(
    (function* (): Work<void> {
      for (let i = 0; i < 50; i++) yield;
    })(),
  );
  going = false;
  expect(rounds).toBeGreaterThan(40);
});
