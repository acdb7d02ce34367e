import { describe, expect, test } from 'vitest';
import type { Status } from '../../../src/contract/measures';
import { widthOf } from '../text';
import type { WatchRow } from './rows';
import { layOut, type View } from './screen-layout';
import type { Column } from './table';

const measures = (n: number | null) => ({
  inFlight: n,
  scheduled: n,
  backlog: n,
  oldestAge: n,
  arrivals: n,
  departures: n,
  drainTime: n,
  workers: n,
  busy: n,
  concurrency: n,
  utilisation: n,
  neededConcurrency: n,
  memory: n,
});
const exact = {
  waiting: 'exact',
  inFlight: 'exact',
  scheduled: 'exact',
  backlog: 'exact',
  oldestAge: 'atLeast',
  arrivals: 'exact',
  departures: 'exact',
  drainTime: 'exact',
  workers: 'exact',
  busy: 'exact',
  concurrency: 'exact',
  utilisation: 'exact',
  neededConcurrency: 'exact',
  memory: 'exact',
} as const;
const row = (queue: string, waiting: number | null, status: WatchRow['status'] = 'ok', broker = 'prod'): WatchRow => ({
  ...measures(waiting),
  broker,
  queue,
  waiting,
  status,
  statuses: { waiting: 'ok', oldestAge: 'ok' },
  quality: waiting === null ? 'unknown' : 'exact',
  qualities: exact,
});
const trend: Column = { title: 'LAST 5 MIN', width: 20, text: () => '▁▂▃' };
const view = (rows: readonly WatchRow[], more: Partial<View> = {}): View => ({
  states: ['prod  3 queues'],
  rows,
  brokers: 1,
  events: [],
  trend,
  ...more,
});
/** As a terminal shows it that knows the width of every character: what goes to a column by its number is there already. */
const seen = (lines: readonly string[]) =>
  lines.map((line) =>
    line.split('\x1b[').reduce((before, part) => {
      const [goTo = '', column] = /^(\d+)G/.exec(part) ?? [];
      if (!column) return `${before}\x1b[${part}`;
      expect(widthOf(before)).toBe(Number(column) - 1);
      return before + part.slice(goTo.length);
    }),
  );

const WIDE = [
  '日本語のキュー',
  'emoji-🎉',
  'cafe\u0301',
  '👩‍👩‍👧‍👦',
  '한국어',
  'x'.repeat(300),
  '日本'.repeat(60),
  'evil\x1b[2J\u009b31m',
  '\u202ertl',
  '\u0301',
  '',
];
const many = Array.from({ length: 2000 }, (_, i) => row(WIDE[1999 - i] ?? `queue-${i}`, i, i % 2 === 0 ? 'critical' : 'ok'));

describe.each([
  [80, 24],
  [200, 50],
  [120, 30],
  [40, 10],
  [20, 6],
  [5, 3],
  [1, 1],
])('%i columns, %i rows', (columns, rows) => {
  const events = Array.from({ length: 5 }, (_, i) => `2026-08-01 18:04:1${i}  critical  ${'日本'.repeat(80)}`);
  const states = ['prod  日本'.repeat(40), 'staging', 'development', ...Array.from({ length: 30 }, (_, i) => `broker ${i}`)];

  test.each<[string, View]>([
    ['2,000 queues', view(many)],
    ['2,000 queues, events and many brokers', view(many, { events, states, brokers: 33 })],
    ['two queues and events', view(many.slice(0, 2), { events })],
    ['nothing', view([])],
  ])('%s: no line too many, none too wide, no control code', (_, all) => {
    const lines = seen(layOut(all, { columns, rows }, false));
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(lines.filter((line) => widthOf(line) > columns)).toEqual([]);
    expect(lines.join('').match(/[\x00-\x1f\x7f-\x9f\u202e]/)).toBeNull();
  });
});

test('the worst first, and how many are left', () => {
  const rows = [
    row('a', 5),
    row('b', 9),
    row('c', null, 'unknown'),
    row('d', 1, 'critical'),
    row('e', 2, 'critical'),
    row('f', 7, 'warning'),
    row('g', 1, 'unconsumed'),
    row('h', 5),
  ];
  expect(seen(layOut(view(rows), { columns: 80, rows: 11 }, false))).toEqual([
    'prod  3 queues',
    '',
    'QUEUE    WAITING  IN FLIGHT  LAST 5 MIN            STATUS      QUALITY',
    'g              1          1  ▁▂▃                   unconsumed  exact',
    'e              2          2  ▁▂▃                   critical    exact',
    'd              1          1  ▁▂▃                   critical    exact',
    'f              7          7  ▁▂▃                   warning     exact',
    'c              ?             ▁▂▃                   unknown     unknown',
    'b              9          9  ▁▂▃                   ok          exact',
    'a              5          5  ▁▂▃                   ok          exact',
    'h              5          5  ▁▂▃                   ok          exact',
  ]);
  expect(layOut(view(rows), { columns: 80, rows: 10 }, false).at(-1)).toBe('… and 2 more');
  expect(layOut(view(many), { columns: 80, rows: 24 }, false).at(-1)).toBe('… and 1,980 more');
});

test.each([
  [34, 'QUEUE    WAITING  STATUS'],
  [20, 'QUEUE    WAITING'],
  [48, 'QUEUE    WAITING  STATUS      QUALITY'],
  [59, 'QUEUE    WAITING  IN FLIGHT  STATUS      QUALITY'],
  [65, 'QUEUE    WAITING  LAST 5 MIN            STATUS      QUALITY'],
  [80, 'QUEUE    WAITING  IN FLIGHT  LAST 5 MIN            STATUS      QUALITY'],
  [120, 'QUEUE    WAITING  IN FLIGHT     OLDEST   EMPTY IN    WORKERS  LAST 5 MIN            STATUS      QUALITY'],
])('%i columns have room for %s', (columns, head) => {
  expect(layOut(view([row('a', 1)]), { columns, rows: 24 }, false)[2]).toBe(head);
});

test('of several brokers each queue says of which', () => {
  const lines = layOut(view([row('a', 1), row('a', 2, 'ok', 'staging')], { brokers: 2 }), { columns: 80, rows: 24 }, false);
  expect(seen(lines).slice(2)).toEqual([
    expect.stringMatching(/^BROKER {3}QUEUE/),
    expect.stringMatching(/^staging {2}a /),
    expect.stringMatching(/^prod {5}a /),
  ]);
});

test('a column that follows a name is found by its number, and colour is only where it is wanted', () => {
  const [, , , line] = layOut(view([row('❤️', 1, 'critical')]), { columns: 80, rows: 24 }, true);
  expect(line).toMatch(/^❤️ {3} {2}\x1b\[8G {8}1/);
  expect(line).toContain('\x1b[31mcritical  \x1b[0m');
  expect(layOut(view([row('a', 1, 'critical')]), { columns: 80, rows: 24 }, false)[3]).not.toMatch(/\x1b\[\d+m/);
});

test('length and age are coloured by their own thresholds, what is ok or not known is not', () => {
  const cells = (waiting: Status, oldestAge: Status) => {
    const judged = { ...row('a', 7, 'critical'), statuses: { waiting, oldestAge } };
    const line = layOut(view([judged]), { columns: 120, rows: 24 }, true)[3] ?? '';
    return [...line.matchAll(/\x1b\[(\d+)m *(\S.*?) *\x1b\[0m/g)].map(([, code, text]) => `${code} ${text}`);
  };
  expect(cells('ok', 'critical')).toEqual(['31 ≥7 s', '31 critical']);
  expect(cells('warning', 'critical')).toEqual(['33 7', '31 ≥7 s', '31 critical']);
  expect(cells('critical', 'unknown')).toEqual(['31 7', '31 critical']);
});
