import { expect, test } from 'vitest';
import { numberOf } from '../../pkg-proxy/datasource/broker/broker';
import { DEFAULT_QUERY } from '../contract/query';
import { type BrokerAnswer, brokerAnswerOf, measuresOfAnswer } from './broker-answer';

test.each<BrokerAnswer>(['all', 'status', 'memory'])('%s is what the backend makes of it', (answer) => {
  const measures = measuresOfAnswer(answer);
  expect(brokerAnswerOf(measures)).toBe(answer);
  expect(numberOf({ ...DEFAULT_QUERY, queryType: 'broker', measures }) ?? 'all').toBe(answer);
});

test('several measures mean all, as in the backend', () => {
  const measures = ['status', 'memory'] as const;
  expect(brokerAnswerOf(measures)).toBe('all');
  expect(numberOf({ ...DEFAULT_QUERY, measures })).toBeUndefined();
});
