import { CoreApp } from '@grafana/data';
import { setTemplateSrv } from '@grafana/runtime';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseQuery } from '../contract/parse-query';
import type { BacklogQuery } from '../types';
import type { QueueChoices } from './fields/choices';
import { QueryEditor } from './QueryEditor';
import { START_PATTERNS } from './start/patterns';
import { startFrom } from './start/start-from';
import { fakeCanvas } from './testing/canvas';

const datasource = {
  knownQueues: async () => [],
  knownNames: async () => ({ environments: [], priorities: [], workers: [], tasks: [] }),
  preview: vi.fn<QueueChoices['preview']>(async () => ({ queues: ['emails', 'emails.high'], count: 2, unknown: [] })),
};

beforeEach(() => {
  fakeCanvas();
  setTemplateSrv({ getVariables: () => [], replace: (text = '') => text, containsTemplate: () => false, updateTimeRange: () => {} });
});
afterEach(() => {
  cleanup();
  vi.clearAllMocks();
});

function show(query: Partial<BacklogQuery>, app?: CoreApp) {
  const onChange = vi.fn();
  const onRunQuery = vi.fn();
  const whole = { refId: 'A', ...query };
  render(<QueryEditor datasource={datasource} query={whole} onChange={onChange} onRunQuery={onRunQuery} {...(app && { app })} />);
  return { onChange, onRunQuery };
}

test('the options stand in one line until they are opened', () => {
  show({ queryType: 'history', top: 5 }, CoreApp.Explore);
  expect(screen.getByTestId('backlog-options-summary').textContent).toContain('Top: 5');
  expect(screen.queryByTestId('backlog-top')).toBeNull();
  fireEvent.click(screen.getByTestId('backlog-options'));
  expect(screen.getByTestId('backlog-top')).toBeTruthy();
  expect(screen.getByTestId('backlog-live')).toBeTruthy();
});

test('an alert rule is offered neither live updates nor a kick start', () => {
  show({ queryType: 'history' }, CoreApp.UnifiedAlerting);
  fireEvent.click(screen.getByTestId('backlog-options'));
  expect(screen.queryByTestId('backlog-live')).toBeNull();
  expect(screen.queryByTestId('backlog-start')).toBeNull();
});

test('a sentence says what the query asks, names and all', () => {
  show({ queryType: 'now', queues: ['/a&b/'], top: 3 });
  expect(screen.getByTestId('backlog-explain').textContent).toBe('Now, for /a&b/: waiting tasks. Only the 3 largest.');
});

test('a legend runs the query when the field is left, not at each key', () => {
  const { onChange, onRunQuery } = show({ queryType: 'history' });
  fireEvent.click(screen.getByTestId('backlog-options'));
  const legend = screen.getByTestId('backlog-legend');
  fireEvent.change(legend, { target: { value: '{{queue}}' } });
  expect(onRunQuery).not.toHaveBeenCalled();
  fireEvent.blur(legend);
  expect(onChange).toHaveBeenCalledWith(expect.objectContaining({ legend: '{{queue}}' }));
  expect(onRunQuery).toHaveBeenCalledOnce();
});

test('what was typed into the picker is added when the field is left', () => {
  const { onChange } = show({ queryType: 'now', queues: ['a'] });
  const queues = screen.getByTestId('backlog-queues');
  fireEvent.change(queues, { target: { value: 'email*' } });
  expect(onChange).not.toHaveBeenCalled();
  fireEvent.blur(queues);
  expect(onChange).toHaveBeenCalledWith(expect.objectContaining({ queues: ['a', 'email*'] }));
});

test('what a glob matches is shown; of a name and a variable nothing is asked', async () => {
  show({ queryType: 'now', queues: ['email*'] });
  expect((await screen.findByTestId('backlog-preview')).textContent).toBe('2 queues match: emails, emails.high');
  cleanup();
  datasource.preview.mockClear();
  show({ queryType: 'now', queues: ['emails', '$queue'] });
  expect(datasource.preview).not.toHaveBeenCalled();
});

test.each(START_PATTERNS)('the kick start $key is a query that the backend takes, in place of the old one', ({ query: pattern }) => {
  const started = startFrom({ refId: 'B', hide: false, queues: ['old'], live: true }, pattern);
  expect(started).toMatchObject({ refId: 'B', hide: false });
  expect(started).not.toHaveProperty('live');
  expect(parseQuery(started)).toMatchObject(pattern);
});
