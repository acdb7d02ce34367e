import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MEASURES } from '../../src/contract/measures';
import { FakeAdapters } from '../queues/fake-adapters';
import { BrokerError } from '../queues/reader';
import { runCommand } from './command';

let columns = 100;
let folder: string;
let world: FakeAdapters;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backlog-'));
  world = new FakeAdapters({ celery: [3, 1], emails: [0] });
});
afterEach(() => rm(folder, { recursive: true }));

async function run(args: readonly string[], signal = new AbortController().signal, printed: (text: string) => void = () => {}) {
  const out = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') =>
    Object.assign(Object.create(process.stdout), {
      isTTY: false,
      columns,
      write: (text: string) => {
        out[name] += text;
        printed(text);
        return true;
      },
    }) as NodeJS.WriteStream;
  const log = { info: () => {}, warn: () => {} };
  const code = await runCommand(args, { adapters: world, log, env: {}, stdout: stream('stdout'), stderr: stream('stderr'), signal });
  return { code, ...out };
}

async function config(datasources: string): Promise<string> {
  const path = join(folder, 'd.yaml');
  await writeFile(path, `datasources:\n${datasources}`);
  return path;
}
const datasource = (name: string, jsonData: string) =>
  `- { type: backlog-celery-datasource, name: ${name}, url: "redis://h", jsonData: { ${jsonData} } }\n`;

describe('wrong words', () => {
  test.each([
    [[]],
    [['mirorr']],
    [['mirror']],
    [['mirror', '--config', 'x', '--listen', '9464']],
    [['mirror', '--colour']],
    [['watch']],
    [['watch', '--url', 'redis://h', '--config', 'x']],
    [['watch', '--url', 'redis://h', '--every', 'often']],
    [['watch', '--url', 'redis://h', '--every=-1']],
  ])('%j: what was expected, the usage, exit code 2', async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^backlog: .+\n\nbacklog —/s);
  });

  test.each([
    [['watch', '--url', 'redis://u:hunter2@h:x', '--once']],
    [['watch', '--url', 'http://u:hunter2@h', '--once']],
    [['watch', '--url', 'redis://h', '--every', '0', '--once']],
    [['watch', '--config', '/does/not/exist.yaml']],
  ])('%j: exit code 1, and no password', async (args) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^backlog: .+\n$/);
    expect(stderr).not.toContain('hunter2');
  });
});

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

  test('what lies behind the lengths, in a terminal that is wide enough; what is less than exact says so', async () => {
    world = new FakeAdapters({ celery: [10] }, (reader) => {
      const look = { length: 10, bytes: 1, newer: undefined, searched: 10, anchor: 'a', tail: 't', atomic: true };
      reader.looks = { celery: [{ ...look, oldest: [{ sentAt: undefined, exact: false, eta: undefined, redelivered: false }] }] };
      reader.deliveries = { total: 7, overdue: 0, oldestAt: undefined, entries: [{ queue: 'celery', eta: undefined }] };
    });
    columns = 140;
    const { stdout } = await run(['watch', '--url', 'redis://h', '--once']);
    columns = 100;
    expect(stdout).toMatch(/^QUEUE +WAITING +IN FLIGHT +OLDEST +EMPTY IN +WORKERS +LAST 5 MIN +STATUS/m);
    expect(stdout).toMatch(/^celery +10 +~7 +≥0 s +█* *ok +exact$/m);
  });

  test('a queue whose name would command the terminal does not', async () => {
    world = new FakeAdapters({ 'evil\x1b[2J\x06\x163\u009b31m': [1], ['x'.repeat(300)]: [2], '\u{1f600} "q"': [1e6] });
    const { stdout } = await run(['watch', '--url', 'redis://h', '--once']);
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(stdout).toContain('evil\\x1b[2J\\x06\\x163');
    for (const line of stdout.split('\n').slice(2)) expect(line.length).toBeLessThan(125);
  });
});

describe('watch', () => {
  /** Watches until something stands in the output that `done` looks for, after `happen` has changed the broker. */
  async function watching(args: readonly string[], happen: () => void, done: RegExp): Promise<string> {
    const ending = new AbortController();
    let printed = '';
    const running = run(['watch', '--url', 'redis://h', '--every', '1', ...args], ending.signal, (text) => {
      printed += text;
    });
    await expect.poll(() => printed).toContain('celery');
    happen();
    await expect.poll(() => printed, { timeout: 10_000 }).toMatch(done);
    ending.abort();
    expect((await running).code).toBe(0);
    return printed;
  }
  const drain = () => {
    const [reader] = world.readers;
    if (reader) reader.failure = new BrokerError('refused', 'nobody\x1b[2J there');
  };

  test('--json: each line has the events that are new', async () => {
    const printed = await watching(['--json'], drain, /"kind":"unreadable"[^\n]*\n[^\n]*\n/);
    const lines = printed
      .trim()
      .split('\n')
      .map((line): { queues: unknown[]; events: { kind: string; until: null }[] } => JSON.parse(line));
    expect(lines[0]?.events).toEqual([]);
    const told = lines.flatMap(({ events }) => events);
    expect(told).toMatchObject([{ broker: 'h', kind: 'unreadable', severity: 'critical', queue: null, until: null }]);
    expect(lines.every(({ queues }) => queues.length === 2)).toBe(true);
  });

  test('the table has the last events below it, and they do not command the terminal', async () => {
    const printed = await watching([], drain, /critical {2}The broker cannot be read \(goes on\): nobody\\x1b\[2J there/);
    expect(printed).not.toContain('nobody\x1b');
  });
});

describe('mirror', () => {
  test('serves health until it is asked to end, and sends the last minute', async () => {
    const path = await config(datasource('a', 'mirror: { enabled: true }') + datasource('off', ''));
    const ending = new AbortController();
    const running = run(['mirror', '--config', path, '--listen', '127.0.0.1:0'], ending.signal);
    await expect.poll(() => world.readers[0]?.reads.length ?? 0).toBeGreaterThan(0);
    ending.abort();
    expect((await running).code).toBe(0);
    expect(world.readers.map((reader) => reader.closed)).toEqual([true]);
    expect(world.stores[0]?.closed).toBe(true);
    expect(world.stores[0]?.stored.map(({ queue, values }) => [queue, ...values])).toEqual(
      expect.arrayContaining([
        [null, 1],
        ['celery', 4],
        ['emails', 0],
      ]),
    );
  });

  test('nothing goes on when one of several datasources cannot be set up', async () => {
    const path = await config(
      datasource('good', 'mirror: { enabled: true }') + datasource('bad', 'mirror: { enabled: true }, include: ["/(/"]'),
    );
    const { code, stderr } = await run(['mirror', '--config', path, '--listen', '127.0.0.1:0']);
    expect(code).toBe(1);
    expect(stderr).toContain('jsonData.include[0]');
    expect(world.readers.every((reader) => reader.closed)).toBe(true);
    expect(world.stores.every((store) => store.closed)).toBe(true);
  });

  test('a port in use is told, and everything ends', async () => {
    const path = await config(datasource('a', 'mirror: { enabled: true }'));
    const { code } = await run(['mirror', '--config', path, '--listen', '127.0.0.1:70000']);
    expect(code).toBe(1);
    expect(world.readers.every((reader) => reader.closed)).toBe(true);
  });

  test('a file without anything to mirror says so', async () => {
    const { code, stderr } = await run(['mirror', '--config', await config(datasource('a', ''))]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('mirror.enabled: true')]);
  });
});
