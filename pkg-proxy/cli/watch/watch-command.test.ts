import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MEASURES } from '../../../src/contract/measures';
import { BrokerError } from '../../queues/ports/reader';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { datasource, type RunOptions, run as runIn } from '../testing/fake-surroundings';

let folder: string;
let world: FakeAdapters;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backlog-'));
  world = new FakeAdapters({ celery: [3, 1], emails: [0] });
});
afterEach(() => rm(folder, { recursive: true }));
const run = (args: readonly string[], options: RunOptions = {}) => runIn(world, args, options);

async function config(datasources: string): Promise<string> {
  const path = join(folder, 'd.yaml');
  await writeFile(path, `datasources:\n${datasources}`);
  return path;
}

describe('watch --once', () => {
  test('--json: one entry a queue', async () => {
    const { code, stdout } = await run(['watch', '--url', 'redis://h', '--once', '--json', '--queue', 'other']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { broker: 'h', queue: 'celery', waiting: 4, status: 'ok', quality: 'exact' },
      { broker: 'h', queue: 'emails', waiting: 0, status: 'ok', quality: 'exact' },
      { broker: 'h', queue: 'other', waiting: 0, status: 'ok', quality: 'exact' },
    ]);
    expect(world.readers.every((reader) => reader.closed)).toBe(true);
  });

  test('--queue adds to what the file says, and nothing is mirrored', async () => {
    const path = await config(datasource('a', 'queues: [mine], discover: false, mirror: { enabled: true }'));
    const { stdout } = await run(['watch', '--config', path, '--once', '--json', '--queue', 'other']);
    expect(JSON.parse(stdout).map((row: { queue: string }) => row.queue)).toEqual(['mine', 'other']);
    expect(world.stores).toEqual([]);
  });

  test('a broker that cannot be read has no numbers, a reason on stderr, and exit code 1', async () => {
    world = new FakeAdapters({}, (reader) => {
      reader.failure = new BrokerError('refused', 'Redis at h:6379/0: nothing accepts connections there');
    });
    const { code, stdout, stderr } = await run(['watch', '--url', 'redis://h', '--once', '--json', '--queue', 'celery']);
    expect(code).toBe(1);
    const [row, ...more] = JSON.parse(stdout);
    expect([row, more]).toMatchObject([{ broker: 'h', queue: 'celery', waiting: null, status: 'unknown', quality: 'unknown' }, []]);
    expect(MEASURES.map((measure) => [row[measure], row.qualities[measure]])).toEqual(MEASURES.map(() => [null, 'unknown']));
    expect(stderr).toContain('nothing accepts connections there');
  });

  test('what lies behind the lengths; what is less than exact says so; worst first', async () => {
    world = new FakeAdapters({ celery: [10], a: [11] }, (reader) => {
      const look = { length: 10, bytes: 1, newer: undefined, searched: 10, anchor: 'a', tail: 't', atomic: true };
      reader.looks = { celery: [{ ...look, oldest: [{ sentAt: undefined, exact: false, eta: undefined, redelivered: false }] }] };
      reader.deliveries = { total: 7, overdue: 0, oldestAt: undefined, entries: [{ queue: 'celery', eta: undefined }] };
    });
    const { stdout } = await run(['watch', '--url', 'redis://h', '--once']);
    expect(stdout).toMatch(
      /^QUEUE +WAITING +IN FLIGHT +OLDEST +EMPTY IN +WORKERS +STATUS +QUALITY\na +11 .*\ncelery +10 +~7 +≥0 s +ok +exact\n$/,
    );
  });

  test('the status is the worst of length and age, and each says what it is by itself', async () => {
    const look = { length: 4, bytes: 1, newer: undefined, searched: 4, anchor: 'a', tail: 't', atomic: true };
    const oldest = [{ sentAt: Date.now() - 3600_000, exact: true, eta: undefined, redelivered: false }];
    world = new FakeAdapters({ celery: [4], unread: [9] }, (reader) => {
      reader.looks = { celery: [{ ...look, oldest }] };
    });
    const path = await config(datasource('a', 'thresholds: { warning: 5, age: { critical: 1800 } }'));
    const { stdout } = await run(['watch', '--config', path, '--once', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { queue: 'celery', status: 'critical', statuses: { waiting: 'ok', oldestAge: 'critical' } },
      { queue: 'unread', status: 'warning', statuses: { waiting: 'warning', oldestAge: 'unknown' } },
    ]);
  });

  test('is not cut, since a script may read it, and has no codes of a terminal, even on one', async () => {
    world = new FakeAdapters({ ['x'.repeat(300)]: [2], 日本: [1] });
    for (const surroundings of [{}, { screen: { columns: 80, rows: 24 } }]) {
      const { stdout } = await run(['watch', 'redis://h', '--once'], surroundings);
      expect(stdout).toContain(`\n${'x'.repeat(300)}  `);
      expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    }
  });

  test.each([[[]], [['--json']]])('a queue whose name would command the terminal does not: %j', async (args) => {
    const evil = 'evil\x1b[2J\x06\x163\u009b31m\u202e';
    world = new FakeAdapters({ [evil]: [1] });
    const { stdout } = await run(['watch', '--url', 'redis://h', '--once', ...args]);
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    if (args.length > 0) expect(JSON.parse(stdout)).toMatchObject([{ queue: evil }]);
    else expect(stdout).toContain('evil\\x1b[2J\\x06\\x163\\x9b31m\\u{202e} ');
  });

  test('what is wrong with a file or a datasource costs that one', async () => {
    const good = await config(datasource('good', '') + datasource('bad', 'include: ["/(/"]'));
    const { code, stdout, stderr } = await run(['watch', '--config', '/does/not/exist.yaml', good, '--once', '--json']);
    expect(JSON.parse(stdout).map((row: { queue: string }) => row.queue)).toEqual(['celery', 'emails']);
    expect(stderr).toMatch(/^backlog: \/does\/not\/exist\.yaml: ENOENT.*\nbacklog: datasource "bad": jsonData\.include\[0\].*\n$/);
    expect(code).toBe(1);
  });
});

describe('watch', () => {
  /** Watches until something stands in the output that `done` looks for, after `happen` has changed the broker. */
  async function watching(args: readonly string[], happen: () => void, done: RegExp, options: RunOptions = {}): Promise<string> {
    const ending = new AbortController();
    let printed = '';
    const running = run(['watch', 'redis://h', '--every', '1', ...args], {
      ...options,
      signal: ending.signal,
      printed: (text) => {
        printed += text;
      },
    });
    await expect.poll(() => printed).toContain('celery');
    happen();
    await expect.poll(() => printed, { timeout: 10_000 }).toMatch(done);
    ending.abort();
    expect((await running).code).toBe(0);
    return printed;
  }
  const lose = () => {
    const reader = world.readers.at(-1);
    if (reader) reader.failure = new BrokerError('refused', 'nobody\x1b[2J there');
  };

  test('--json: each line has the events that are new', async () => {
    const printed = await watching(['--json'], lose, /"kind":"unreadable"[^\n]*\n[^\n]*\n/);
    const lines = printed
      .trim()
      .split('\n')
      .map((line): { queues: unknown[]; events: { kind: string; until: null }[] } => JSON.parse(line));
    expect(lines[0]?.events).toEqual([]);
    const told = lines.flatMap(({ events }) => events);
    expect(told).toMatchObject([{ broker: 'h', kind: 'unreadable', severity: 'critical', queue: null, until: null }]);
    expect(lines.every(({ queues }) => queues.length === 2)).toBe(true);
  });

  const TIME = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d';

  test('in a pipe: the table, then what changed and what happened, each on a line of its own', async () => {
    const grow = () => {
      const reader = world.readers.at(-1);
      if (reader) reader.lengths = { ...reader.lengths, emails: [8] };
    };
    const grown = await watching([], grow, /emails +8/);
    expect(grown).toMatch(
      new RegExp(
        `^TIME {17}QUEUE +WAITING .*\\n${TIME}  celery +4 .*\\n${TIME}  emails +0 .*\\n(${TIME}  info .*\\n)*${TIME}  emails +8 .*\\n`,
      ),
    );
    expect(grown.match(/celery/g)).toHaveLength(1);
    const lost = await watching([], lose, /critical {2}The broker cannot be read \(ongoing\): nobody\\x1b\[2J there\n/);
    expect(lost).toMatch(/celery +\? +unknown +unknown\n/);
    expect(lost).not.toContain('\x1b');
  });

  test('on a dumb terminal as in a pipe', async () => {
    const printed = await watching([], () => {}, /emails/, { screen: { columns: 80, rows: 24 }, env: { TERM: 'dumb' } });
    expect(printed).not.toContain('\x1b');
  });

  test.each<[NodeJS.ProcessEnv, RegExp]>([
    [{}, /\x1b\[32mok/],
    [{ NO_COLOR: '' }, /\x1b\[32mok/],
    [{ NO_COLOR: '1' }, /emails +\x1b\[9G +0 [^\x1b]*ok/],
  ])('on a terminal: a screen of its own, which is left again; %j', async (env, ok) => {
    const printed = await watching([], lose, /nobody\\x1b\[2J there/, { screen: { columns: 80, rows: 24 }, env });
    expect(printed).toMatch(/^\x1b\[\?1049h\x1b\[\?25l\x1b\[\?7l\x1b\[H/);
    expect(printed).toMatch(/\x1b\[\?7h\x1b\[\?25h\x1b\[\?1049l$/);
    expect(printed).toMatch(ok);
    expect(/\x1b\[\d+m/.test(printed)).toBe(env['NO_COLOR'] !== '1');
    expect(printed).not.toContain('nobody\x1b');
  });

  test('on a terminal that is too small all is cut, and the worst is first', async () => {
    world = new FakeAdapters(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [i === 49 ? 'celery' : `q-${i}`, [i]])));
    const printed = await watching([], () => {}, /… and 44 more/, { screen: { columns: 30, rows: 10 }, env: { NO_COLOR: '1' } });
    expect(printed).toMatch(/QUEUE[^\n]*\r\n\x1b\[2Kcelery +\x1b\[9G +49 {2}ok\r\n\x1b\[2Kq-48 /);
  });

  test('an error while drawing ends it, and the terminal is left as it was', async () => {
    const screen = { columns: 80, rows: 24 };
    let printed = '';
    world = new FakeAdapters({ celery: [1] }, (reader) =>
      Object.defineProperty(reader, 'label', { get: () => (printed ? undefined : 'h') }),
    );
    const { code, stderr } = await run(['watch', 'redis://h'], { screen, printed: (text) => (printed += text) });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^backlog: Cannot read properties/)]);
    expect(printed).toMatch(/\x1b\[\?1049l$/);
  });
});
