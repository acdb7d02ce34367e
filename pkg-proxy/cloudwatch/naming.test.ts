import { describe, expect, test } from 'vitest';
import { checkNamespace, metricOf, namespaceOf, queueOf } from './naming';

const broker = { environment: 'production', host: 'redis.internal' };

describe('metricOf()', () => {
  test('dimensions: Broker before Queue, the broker alone for what belongs to it', () => {
    expect(metricOf('dimensions', broker, { queue: 'celery', measure: 'waiting' })).toEqual({
      MetricName: 'Waiting',
      Dimensions: [
        { Name: 'Broker', Value: 'production' },
        { Name: 'Queue', Value: 'celery' },
      ],
      Unit: 'Count',
    });
    expect(metricOf('dimensions', broker, { queue: null, measure: 'scrapeOk' })).toEqual({
      MetricName: 'ScrapeOk',
      Dimensions: [{ Name: 'Broker', Value: 'production' }],
      Unit: 'Count',
    });
  });

  test('perQueue: the name of the queue in the metric, no dimensions', () => {
    expect(metricOf('perQueue', broker, { queue: 'ü:1', measure: 'waiting' })).toEqual({
      MetricName: '%C3%BC:1_queue_length',
      Dimensions: [],
      Unit: 'Count',
    });
    expect(metricOf('perQueue', broker, { queue: null, measure: 'scrapeOk' }).MetricName).toBe('scrape_ok');
  });

  test('a metric name is at most 255 characters, a dimension 1,024', () => {
    expect(metricOf('perQueue', broker, { queue: 'x'.repeat(242), measure: 'waiting' }).MetricName).toHaveLength(255);
    expect(() => metricOf('perQueue', broker, { queue: 'x'.repeat(243), measure: 'waiting' })).toThrow('CloudWatch allows 242');
    expect(metricOf('dimensions', broker, { queue: 'x'.repeat(1_024), measure: 'waiting' }).Dimensions[1]?.Value).toHaveLength(1_024);
    expect(() => metricOf('dimensions', broker, { queue: 'x'.repeat(1_025), measure: 'waiting' })).toThrow('CloudWatch allows 1024');
  });

  test('the broker is encoded, too', () => {
    const named = metricOf('dimensions', { ...broker, environment: 'größe' }, { queue: null, measure: 'scrapeOk' });
    expect(named.Dimensions[0]?.Value).toBe('gr%C3%B6%C3%9Fe');
  });
});

describe('queueOf()', () => {
  test.each(['dimensions', 'perQueue'] as const)('leads back to every name: %s', (naming) => {
    for (const queue of ['celery', 'ü:1', 'a_queue_length', '50%', ' ', 'scrape_ok']) {
      expect(queueOf(naming, broker, metricOf(naming, broker, { queue, measure: 'waiting' }))).toBe(queue);
    }
    expect(queueOf(naming, broker, metricOf(naming, broker, { queue: null, measure: 'scrapeOk' }))).toBeUndefined();
  });

  test.each([
    [
      'dimensions',
      'another measure',
      { MetricName: 'InFlight', Dimensions: metricOf('dimensions', broker, { queue: 'q', measure: 'waiting' }).Dimensions },
    ],
    ['dimensions', 'another broker', metricOf('dimensions', { ...broker, environment: 'x' }, { queue: 'q', measure: 'waiting' })],
    ['perQueue', 'a name that these rules write otherwise', { MetricName: '100%_queue_length' }],
    ['perQueue', 'dimensions', { MetricName: 'q_queue_length', Dimensions: [{ Name: 'a', Value: 'b' }] }],
    ['perQueue', 'no name', { MetricName: '_queue_length' }],
  ] as const)('%s: not of %s', (naming, _, metric) => {
    expect(queueOf(naming, broker, { ...metric, Dimensions: [...('Dimensions' in metric ? metric.Dimensions : [])] })).toBeUndefined();
  });
});

describe('namespaceOf()', () => {
  test.each([
    [{ naming: 'dimensions' }, 'redis.internal', 'Celery/Redis'],
    [{ naming: 'perQueue' }, 'redis.internal', 'redis.internal_redis'],
    [{ naming: 'perQueue' }, '/run/redis.sock', '/run/redis.sock_redis'],
    [{ naming: 'perQueue' }, '::1', '_:1_redis'],
    [{ naming: 'perQueue', namespace: 'Own' }, 'redis.internal', 'Own'],
  ] as const)('%j on %s: %s', (mirror, host, namespace) => {
    expect(namespaceOf(mirror, { ...broker, host })).toBe(namespace);
    expect(() => checkNamespace(namespace)).not.toThrow();
  });

  test.each(['AWS/SQS', ':x', '', '  ', 'ü', 'a\tb', 'a?b', 'x'.repeat(256)])('%j is refused as a setting', (namespace) => {
    expect(() => checkNamespace(namespace)).toThrow(expect.objectContaining({ name: 'StoreError', retryable: false }));
  });
});
