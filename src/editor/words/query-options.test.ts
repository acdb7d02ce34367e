import { expect, test } from 'vitest';
import { QUERY_MEASURES } from '../../contract/measures';
import { QUERY_TYPES } from '../../contract/query';
import { measureOptions, queryTypeOptions } from './query-options';

const valuesOf = (options: readonly { readonly value?: string }[]) => options.map(({ value }) => value);

test('every type of query can be chosen in a panel, and says what it shows', () => {
  const options = queryTypeOptions('panel-editor', 'now');
  expect(valuesOf(options).sort()).toEqual([...QUERY_TYPES].sort());
  for (const { label, description } of options) expect([label, description]).not.toContain('');
});

test.each(['unified-alerting', 'cloud-alerting'])('%s offers no lists of tasks and events, but shows one that is stored', (app) => {
  expect(valuesOf(queryTypeOptions(app, 'now'))).toEqual(['history', 'now', 'workers', 'broker', 'runs']);
  expect(valuesOf(queryTypeOptions(app, 'tasks'))).toContain('tasks');
});

test('every measure says what it means', () => {
  const options = measureOptions('queue');
  expect(valuesOf(options)).toEqual(QUERY_MEASURES);
  for (const { description } of options) expect(description).toMatch(/\.$/);
});

test('by priority only what is known by priority is offered, besides what is chosen', () => {
  expect(valuesOf(measureOptions('priority'))).toEqual(['waiting', 'status']);
  expect(valuesOf(measureOptions('priority', ['memory']))).toEqual(['waiting', 'memory', 'status']);
});
