import { type BackendSrv, type BackendSrvRequest, setBackendSrv } from '@grafana/runtime';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import React from 'react';
import { type Observable, of, throwError } from 'rxjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeCanvas } from '../editor/testing/canvas';
import { ConfigEditor } from './ConfigEditor';
import type { SectionProps } from './section';

type Options = SectionProps['options'];

const FRESH: Options = {
  id: 1,
  uid: 'u',
  orgId: 1,
  name: 'Backlog',
  type: 'backlog-celery-datasource',
  typeLogoUrl: '',
  typeName: '',
  access: 'proxy',
  url: '',
  user: '',
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  isDefault: false,
  readOnly: false,
  withCredentials: false,
  secureJsonFields: {},
  jsonData: {},
  version: 1,
};
const SAVED: Options = { ...FRESH, url: 'redis://redis.example:6379/0' };
const QUEUES = [
  { name: 'emails', source: 'discovered', lastSeen: 1, waiting: 12, status: 'ok' },
  { name: 'images', source: 'discovered', lastSeen: 1, waiting: 1_500, status: 'critical' },
  { name: 'odd', source: 'configured', lastSeen: null, waiting: null, status: 'unknown' },
];

/** What the backend answers to `GET queues`, and every request that came. */
let queues: readonly unknown[] | Error;
let asked: string[];

beforeEach(() => {
  fakeCanvas();
  queues = QUEUES;
  asked = [];
  const backend: Pick<BackendSrv, 'fetch'> = {
    fetch: ({ url, showErrorAlert }: BackendSrvRequest) => {
      asked.push(`${url.split('/').pop()} ${showErrorAlert ? 'with' : 'without'} a popup`);
      return queues instanceof Error ? throwError(() => queues) : (of({ data: { queues } }) as Observable<never>);
    },
  };
  setBackendSrv(backend as BackendSrv);
});
afterEach(cleanup);

/** The page as Grafana holds it. Returns what saves it. */
async function show(options: Options) {
  let current = options;
  const page = () => <ConfigEditor options={current} onOptionsChange={change} />;
  const change = (next: Options) => {
    current = next;
    rerender(page());
  };
  const { rerender } = await act(async () => render(page()));
  const save = () => act(async () => change({ ...current, version: (current.version ?? 0) + 1 }));
  return { save, current: () => current };
}

const section = (id: string) => screen.getByTestId(`backlog-section-${id}`);
const toggleOf = (id: string) => within(section(id)).getAllByRole('button', { expanded: isOpen(id) })[0] ?? section(id);
const isOpen = (id: string) => section(id).querySelector('button')?.getAttribute('aria-expanded') === 'true';
const ALL = ['connection', 'queues', 'thresholds', 'details', 'workers', 'tasks', 'mirror'];
const rowsOfTable = () =>
  within(screen.getByTestId('backlog-found-table'))
    .getAllByRole('row')
    .map((row) => [...row.children].map((cell) => cell.textContent));

test('only the connection is open; the others say in one line what is set', async () => {
  await show({ ...SAVED, jsonData: { sampleSeconds: 10, exclude: ['a', 'b'] } });
  expect(ALL.filter(isOpen)).toEqual(['connection']);
  expect(ALL.slice(1).map((id) => section(id).querySelector('h2')?.textContent)).toEqual([
    'Queues10 s · discover · 2 excluded',
    'Thresholdsnone',
    'Queue detailson · visibility timeout 3,600 s · header enqueued_at',
    'Workersheartbeats · task events',
    'Tasksarguments hidden',
    'CloudWatch mirroroff',
  ]);
  expect(section('transport').querySelector('h3')?.textContent).toBe('Transport optionsdefaults');
});

test('headings skip no level', async () => {
  await show(SAVED);
  const levels = screen.getAllByRole('heading', { hidden: true }).map(({ tagName }) => Number(tagName.slice(1)));
  expect(levels[0]).toBe(2);
  for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 1)).toBeLessThanOrEqual(1);
});

test('a section opens, and what is set in it is what its line says then', async () => {
  await show(SAVED);
  fireEvent.click(toggleOf('queues'));
  expect(isOpen('queues')).toBe(true);
  const interval = screen.getByTestId('backlog-sampleSeconds');
  fireEvent.change(interval, { target: { value: '30' } });
  fireEvent.blur(interval);
  fireEvent.click(toggleOf('queues'));
  expect(section('queues').querySelector('h2')?.textContent).toBe('Queues30 s · discover');
});

test('a value that is none opens its section and says what was expected, what came and what to do', async () => {
  await show({ ...SAVED, jsonData: { sampleSeconds: '0', prioritySteps: '0, high', thresholds: { queues: { '': { warning: 5 } } } } });
  expect(ALL.filter(isOpen)).toEqual(['connection', 'queues', 'thresholds']);
  expect(isOpen('transport')).toBe(true);
  expect(within(section('queues')).getByRole('alert').textContent).toBe(
    'Expected a whole number from 1 to 300, got "0". Correct it or clear the field.',
  );
  expect(within(section('thresholds')).getByRole('alert').textContent).toContain('Expected the name of a queue');
});

test('a closed connection opens when its URL is none', async () => {
  const { current } = await show({ ...SAVED, url: 'http://redis.example' });
  expect(within(section('connection')).getByRole('alert').textContent).toMatch(/^Expected a broker URL.*got the scheme "http:\/\/"/);
  fireEvent.change(screen.getByTestId('backlog-url'), { target: { value: 'redis://other.example' } });
  expect(current().url).toBe('redis://other.example');
  expect(within(section('connection')).queryByRole('alert')).toBeNull();
});

test('nothing of a read-only data source can be changed, and its queues are listed', async () => {
  const { current } = await show({ ...SAVED, readOnly: true });
  for (const id of ALL.slice(1)) fireEvent.click(toggleOf(id));
  const inputs = screen.getByTestId('backlog-config-editor').querySelectorAll('input, textarea');
  expect([...inputs].filter((input) => !input.matches(':disabled')).map(({ id }) => id)).toEqual([]);
  expect(current()).toEqual({ ...SAVED, readOnly: true });
  expect(rowsOfTable()).toHaveLength(4);
});

test('the queues found, the longest first; asked for again after a save and by Reload', async () => {
  const { save } = await show(SAVED);
  expect(rowsOfTable()).toEqual([
    ['Queue', 'Waiting', 'Status'],
    ['images', '1,500', 'critical'],
    ['emails', '12', 'ok'],
    ['odd', 'unknown', 'unknown'],
  ]);
  queues = QUEUES.slice(0, 1);
  await save();
  expect(rowsOfTable()).toHaveLength(2);
  queues = [];
  await act(async () => void fireEvent.click(screen.getByTestId('backlog-found-reload')));
  expect(screen.getByTestId('backlog-found').textContent).toContain(
    'No queues yet. Start a worker or send a task; discovery runs every 60 s.',
  );
  expect(asked).toEqual(['queues without a popup', 'queues without a popup', 'queues without a popup']);
});

test('a failed request is a sentence', async () => {
  queues = new Error('502');
  await show(SAVED);
  expect(screen.getByTestId('backlog-found').textContent).toContain('Backlog cannot list the queues.');
});

test('before a URL is saved nothing is asked, and after that it is', async () => {
  const { save } = await show(FRESH);
  fireEvent.change(screen.getByTestId('backlog-url'), { target: { value: 'redis://redis.example' } });
  expect([asked, screen.queryByTestId('backlog-found')]).toEqual([[], null]);
  await save();
  expect(asked).toEqual(['queues without a popup']);
});
