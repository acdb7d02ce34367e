import { expect, test } from 'vitest';
import type { BacklogOptions } from '../types';
import { isInvalid } from './invalid';
import {
  connectionSummary,
  detailsSummary,
  exchangesSummary,
  mirrorSummary,
  queuesSummary,
  tasksSummary,
  thresholdsSummary,
  tlsSummary,
  transportSummary,
  workersSummary,
} from './summaries';

test.each<[(options: BacklogOptions) => string, BacklogOptions, string]>([
  [queuesSummary, {}, '5 s · discover'],
  [
    queuesSummary,
    { sampleSeconds: 10, queues: ['a'], include: ['b*'], exclude: ['c', 'd'] },
    '10 s · discover · 1 named · 1 included · 2 excluded',
  ],
  [queuesSummary, { discover: false, include: ['b*'] }, '5 s · no discovery'],
  [thresholdsSummary, {}, 'none'],
  [
    thresholdsSummary,
    { thresholds: { warning: 0, age: { critical: 60 }, queues: { a: { warning: 1 } } } },
    'warning > 0 · age critical > 60 s · 1 per queue',
  ],
  [detailsSummary, {}, 'on · visibility timeout 3,600 s · header enqueued_at'],
  [detailsSummary, { details: false }, 'lengths only'],
  [workersSummary, {}, 'heartbeats · task events'],
  [workersSummary, { workerEvents: false, taskEvents: 'off', remoteControl: true }, 'no heartbeats · no task events · remote control'],
  [transportSummary, {}, 'defaults'],
  [
    transportSummary,
    { keyPrefix: 'a&b', separator: '\x06', prioritySteps: [0, 5] },
    'global_keyprefix a&b · sep \\x06 · priority_steps 0, 5',
  ],
  [exchangesSummary, {}, 'defaults'],
  [exchangesSummary, { eventExchange: 'ev' }, 'event_exchange ev'],
  [tlsSummary, {}, 'defaults'],
  [
    tlsSummary,
    { tlsAuthWithCACert: true, serverName: 'r/1', tlsSkipVerify: true },
    'custom CA · server name r/1 · certificate not verified',
  ],
  [(options) => connectionSummary('h:6379/0', options), { environment: 'live' }, 'h:6379/0 · live'],
  [(options) => connectionSummary(undefined, options), {}, 'no URL'],
  [tasksSummary, {}, 'arguments hidden'],
  [tasksSummary, { showArguments: true, maskArguments: ['email'] }, 'arguments shown · 1 masked'],
  [mirrorSummary, {}, 'off'],
  [mirrorSummary, { mirror: { read: true }, defaultRegion: 'eu-west-1' }, 'read only · eu-west-1'],
  [mirrorSummary, { mirror: { enabled: true, maxDollarsPerMonth: 20 } }, 'on · limit $20.00 a month'],
])('%o of %j', (summary, options, expected) => {
  expect(summary(options)).toBe(expected);
});

test('a section with a text for a number, or a warning above critical, is invalid', () => {
  expect([isInvalid.queues({ sampleSeconds: 'x' }), isInvalid.queues({ sampleSeconds: 5 })]).toEqual([true, false]);
  expect(isInvalid.thresholds({ thresholds: { queues: { a: { age: { warning: 2, critical: 1 } } } } })).toBe(true);
  expect(isInvalid.thresholds({ thresholds: { warning: 1 } })).toBe(false);
  expect(isInvalid.mirror({ mirror: { maxQueues: 'many' } })).toBe(true);
  expect([isInvalid.mirror({ mirror: { lockUrl: 'http://h' } }), isInvalid.mirror({ mirror: { lockUrl: 'redis://h' } })]).toEqual([
    true,
    false,
  ]);
  expect([isInvalid.transport({ prioritySteps: '0, high' }), isInvalid.transport({ prioritySteps: [0, 3] })]).toEqual([true, false]);
});

test('a section with a row without a name is invalid', () => {
  expect(isInvalid.thresholds({ thresholds: { queues: { '': { warning: 1 } } } })).toBe(true);
  expect(isInvalid.workers({ workerQueues: { '': ['a'] } })).toBe(true);
  expect(isInvalid.workers({ workerConcurrency: { '': 1 } })).toBe(true);
  expect(isInvalid.workers({ workerQueues: { w: ['a'] } })).toBe(false);
});
