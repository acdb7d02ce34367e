import type { DataQueryRequest } from '@grafana/data';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { lastValueFrom } from 'rxjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeCanvas } from './editor/testing/canvas';
import { VariableEditor } from './editor/VariableEditor';
import type { QueueVariableQuery } from './types';
import { BacklogVariables } from './variables';

beforeEach(fakeCanvas);
afterEach(cleanup);

const variables = new BacklogVariables({
  expand: (patterns) => [...patterns],
  knownQueues: async () => ['emails', 'images'].map((name) => ({ name, source: 'seen', lastSeen: null, waiting: null })),
  knownNames: async () => ({ environments: ['prod'], priorities: ['0', '9'], workers: ['celery@a', 'celery@b'], tasks: ['shop.pay', 'x'] }),
});

const list = async (stored: unknown) => {
  const request = { targets: [stored], scopedVars: {} } as unknown as DataQueryRequest<QueueVariableQuery>;
  return (await lastValueFrom(variables.query(request))).data.map(({ text }) => text);
};

test.each<[unknown, string[]]>([
  [{ refId: 'queues', query: '' }, ['emails', 'images']],
  ['email*', ['emails']],
  [{ refId: 'v', kind: 'environments' }, ['prod']],
  [{ refId: 'v', kind: 'priorities' }, ['0', '9']],
  [{ refId: 'v', kind: 'workers', query: '/@b$/' }, ['celery@b']],
  [{ refId: 'v', kind: 'tasks', query: 'shop.*' }, ['shop.pay']],
  [{ refId: 'v', kind: 'something new' }, ['emails', 'images']],
])('%j lists %j', async (stored, names) => expect(await list(stored)).toEqual(names));

test('the editor runs nothing while somebody types', () => {
  const onChange = vi.fn();
  const query: QueueVariableQuery = { refId: 'queues', kind: 'tasks' };
  render(<VariableEditor query={query} onChange={onChange} />);
  const pattern = screen.getByTestId('backlog-variable');
  fireEvent.change(pattern, { target: { value: 'shop.*' } });
  expect(onChange).not.toHaveBeenCalled();
  fireEvent.blur(pattern);
  expect(onChange).toHaveBeenCalledWith({ refId: 'queues', kind: 'tasks', query: 'shop.*' }, 'tasks(shop.*)');
});
