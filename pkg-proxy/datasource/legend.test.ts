import { expect, test } from 'vitest';
import { legendOf } from '../../src/contract/queries/legend';
import { ownLegend } from './series';

const LABELS = { broker: 'prod', queue: 'emails' };

test('labels of the series stand in its legend; what it has not is left out', () => {
  expect(legendOf('{{queue}} of {{ broker }}{{priority}}', LABELS)).toBe('emails of prod');
  expect(legendOf('{{constructor}}$queue', LABELS)).toBe('$queue');
});

test('the measure is a label too; an empty legend leaves the name to the backend', () => {
  expect(ownLegend({ legend: '{{measure}}: {{queue}}' }, LABELS, 'waiting')).toBe('waiting: emails');
  expect(ownLegend({ legend: '' }, LABELS, 'waiting')).toBeUndefined();
});
