import { beforeEach, describe, expect, test } from 'vitest';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { type RunOptions, run as runIn } from './testing/fake-surroundings';

let world: FakeAdapters;
beforeEach(() => {
  world = new FakeAdapters({ celery: [3, 1], emails: [0] });
});
const run = (args: readonly string[], options: RunOptions = {}) => runIn(world, args, options);

describe('help', () => {
  test.each([
    [['--help'], /^Usage: backlog <command>/],
    [['-h'], /^Usage: backlog <command>/],
    [['help'], /^Usage: backlog <command>/],
    [['watch', '--help'], /^Usage: backlog watch URL/],
    [['watch', '-h'], /^Usage: backlog watch URL/],
    [['help', 'watch'], /^Usage: backlog watch URL/],
    [['watch', 'redis://h', '--once', '--help'], /^Usage: backlog watch URL/],
    [['mirror', '--help'], /^Usage: backlog mirror/],
  ])('%j is printed, and that is all', async (args, text) => {
    expect(await run(args)).toEqual({ code: 0, stdout: expect.stringMatching(text), stderr: '' });
    expect(world.readers).toEqual([]);
  });

  test('fits a terminal of 80 columns', async () => {
    for (const command of ['--help', 'watch', 'mirror']) {
      const { stdout } = await run(['help', command]);
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });
});

describe('wrong words', () => {
  test.each([
    [[], 'expected watch or mirror, got nothing', 'backlog'],
    [['mirorr'], 'expected watch or mirror, got mirorr', 'backlog'],
    [['redis://u:hunter2@h'], 'expected watch or mirror, got something else', 'backlog'],
    [['--colour'], 'expected watch or mirror, got --colour', 'backlog'],
    [['mirror'], 'mirror needs --config FILE, which says what to mirror and where', 'backlog mirror'],
    [['mirror', 'redis://u:hunter2@h'], 'mirror needs --config FILE, which says what to mirror and where', 'backlog mirror'],
    [['mirror', '--config', 'redis://u:hunter2@h'], '--config takes files, got a URL', 'backlog mirror'],
    [['mirror', '--config', 'x', '--listen', 'hunter2'], '--listen needs HOST:PORT, such as 0.0.0.0:9464', 'backlog mirror'],
    [['mirror', '--config', 'x', '--listen', '9464'], '--listen needs HOST:PORT, such as 0.0.0.0:9464', 'backlog mirror'],
    [['mirror', '--colour'], 'unknown option --colour', 'backlog mirror'],
    [['watch', '--colour=hunter2'], 'unknown option --colour', 'backlog watch'],
    [['watch', '--redis://u:hunter2@h'], 'unknown option', 'backlog watch'],
    [['watch', '-u', 'redis://u:hunter2@h'], 'unknown option -u', 'backlog watch'],
    [['watch', '--url'], '--url needs a value', 'backlog watch'],
    [['watch', '--url', '--once'], '--url needs a value', 'backlog watch'],
    [['watch', '--url='], '--url needs a value', 'backlog watch'],
    [['watch', '--once=hunter2'], '--once takes no value', 'backlog watch'],
    [['watch'], 'expected the URL of a broker, such as redis://host:6379/0, or --config FILE', 'backlog watch'],
    [['watch', 'redis://h', 'redis://u:hunter2@h'], 'expected one URL, got 2; for several brokers use --config FILE', 'backlog watch'],
    [['watch', 'd.yaml'], 'expected the URL of a broker, got a file; name it with --config FILE', 'backlog watch'],
    [['watch', 'redis://u:hunter2@h', '--config', 'x'], 'expected a URL or --config FILE, got both', 'backlog watch'],
    [['watch', '--url', 'redis://h', '--config', 'x'], 'expected a URL or --config FILE, got both', 'backlog watch'],
    [['watch', '--config', 'redis://u:hunter2@h'], '--config takes files, got a URL', 'backlog watch'],
    [['watch', '--url', 'redis://h', '--every', 'hunter2'], '--every needs whole seconds, 1 to 300', 'backlog watch'],
    [['watch', '--url', 'redis://h', '--every=-1'], '--every needs whole seconds, 1 to 300', 'backlog watch'],
    [['watch', '--url', 'redis://h', '--every', '0'], '--every needs whole seconds, 1 to 300', 'backlog watch'],
    [['watch', '--url', 'redis://h', '--every', '301'], '--every needs whole seconds, 1 to 300', 'backlog watch'],
  ])('%j: %s', async (args, message, help) => {
    expect(await run(args)).toEqual({ code: 2, stdout: '', stderr: `backlog: ${message}\nTry "${help} --help".\n` });
  });

  test.each([
    [['watch', 'redis://u:hunter2@h:x', '--once']],
    [['watch', '--url', 'redis://u:hunter2@h:x', '--once']],
    [['watch', 'http://u:hunter2@h', '--once']],
    [['watch', ':hunter2@h:x', '--once']],
    [['watch', 'hunter2@h:6379/x', '--once']],
    [['watch', '--config', '/does/not/exist.yaml']],
    [['watch', '--config', '/does/not/\x1b[2Jexist.yaml']],
  ])('%j: exit code 1, and no password', async (args) => {
    const { code, stderr } = await run(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^backlog: [\x20-\uffff]+\n$/);
    expect(stderr).not.toContain('hunter2');
  });
});

describe('nobody reads', () => {
  const error = (code: string) => Object.assign(new Error(`write ${code}`), { code });

  test.each([[['--help']], [['watch', 'redis://h', '--once']], [['watch', 'redis://h']], [['watch', 'redis://h', '--json']]])(
    '%j ends quietly',
    async (args) => {
      expect(await run(args, { broken: error('EPIPE') })).toMatchObject({ code: 0, stderr: '' });
      expect(world.readers.every((reader) => reader.closed)).toBe(true);
    },
  );

  test('a disk that is full is an error', async () => {
    const { code, stderr } = await run(['watch', 'redis://h'], { broken: error('ENOSPC') });
    expect([code, stderr]).toEqual([1, 'backlog: cannot write to standard output: write ENOSPC\n']);
    expect(world.readers.every((reader) => reader.closed)).toBe(true);
  });
});
