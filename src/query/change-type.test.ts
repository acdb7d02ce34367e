import { expect, test } from 'vitest';
import { changeType } from './change-type';

test('what was chosen is kept', () => {
  expect(changeType({ refId: 'A', queryType: 'history', measures: ['inFlight', 'status'] }, 'broker')).toEqual({ queryType: 'broker' });
  expect(changeType({ refId: 'A', queryType: 'now', measures: ['status'] }, 'history')).toEqual({ queryType: 'history' });
  expect(changeType({ refId: 'A', queryType: 'broker', measures: ['memory'] }, 'broker')).toEqual({ queryType: 'broker' });
});

test.each(['status', 'memory'] as const)('%s means another thing of the broker', (measure) => {
  expect(changeType({ refId: 'A', measures: [measure] }, 'broker')).toEqual({ queryType: 'broker', measures: ['waiting'] });
  expect(changeType({ refId: 'A', queryType: 'broker', measures: [measure] }, 'now')).toEqual({ queryType: 'now', measures: ['waiting'] });
});
