import { describe, expect, test } from 'vitest';
import type { TaskArchiveRequest } from '../../pkg-proxy/queues/ports/archive';
import type { TaskMinuteRecord } from '../../pkg-proxy/queues/ports/metric-store';
import { DAY, MINUTE, midnight, strictScene } from './archive-harness';
import { patient } from './cloudwatch-harness';

const scene = strictScene();
const record = (task: string | null, measure: TaskMinuteRecord['measure'], at: number, values: number[], counts = values.map(() => 1)) =>
  ({ at, queue: null, task, measure, values, counts }) satisfies TaskMinuteRecord;
const from = midnight - 60 * MINUTE;
const request = (part: Partial<TaskArchiveRequest> = {}): TaskArchiveRequest => ({
  tasks: ['a', 'gone', 'Other'],
  measure: 'succeeded',
  statistic: 'p95',
  from,
  to: from + 10 * MINUTE,
  interval: 5 * MINUTE,
  ...part,
});

async function stored(): Promise<void> {
  const minutes = Array.from({ length: 10 }, (_, i) => from + i * MINUTE);
  await scene.put(minutes.flatMap((at, i) => [record('a', 'succeeded', at, [i]), record(null, 'listened', at, [60])]));
  await scene.put([record('Other', 'succeeded', from, [7]), record('a', 'runtime', from, [0.5, 2, 9], [90, 8, 2])]);
}

describe('what tasks did, read back', () => {
  test('counts are added up by step, one array a task, NaN where there is nothing', async () => {
    await stored();
    const [segment] = await scene.archive().readTasks(request(), patient());
    expect(segment).toEqual({
      times: Float64Array.of(from, from + 5 * MINUTE),
      values: [Float64Array.of(10, 35), Float64Array.of(Number.NaN, Number.NaN), Float64Array.of(7, Number.NaN)],
      period: 5 * MINUTE,
    });
    const [listened] = await scene.archive().readTasks(request({ tasks: [null], measure: 'listened' }), patient());
    expect(listened?.values).toEqual([Float64Array.of(300, 300)]);
  });

  test.each([
    ['p50', 0.5],
    ['p95', 2],
    ['p99', 9],
    ['max', 9],
    ['avg', (45 + 16 + 18) / 100],
  ] as const)('%s of the run time is computed by CloudWatch', async (statistic, expected) => {
    await stored();
    const [segment] = await scene.archive().readTasks(request({ tasks: ['a'], measure: 'runtime', statistic }), patient());
    expect(segment?.values[0]?.[0]).toBeCloseTo(expected, 9);
    const stats = scene.reads().flatMap(({ input }) => /"Stat":"(\w+)"/.exec(JSON.stringify(input))?.[1]);
    expect(stats).toEqual([{ avg: 'Average', max: 'Maximum' }[statistic as string] ?? statistic]);
  });

  test('what was read is not asked for again, and a queue of the same name is another thing', async () => {
    await stored();
    await scene.put([{ at: from, queue: 'a', measure: 'waiting', values: [4], counts: [1] }]);
    const archive = scene.archive();
    scene.now = midnight + DAY;
    await archive.readTasks(request(), patient());
    await archive.readTasks(request(), patient());
    expect(scene.reads()).toHaveLength(1);
    const [queue] = await archive.read({ queues: ['a'], from, to: from + MINUTE, interval: MINUTE, statistic: 'avg' }, patient());
    expect(queue?.values).toEqual([Float64Array.of(4)]);
  });

  test('the names of tasks are listed, whichever measures are written', async () => {
    await stored();
    await scene.put([record('ünlaut', 'failed', from, [1]), { at: from, queue: 'celery', measure: 'waiting', values: [4], counts: [1] }]);
    const archive = scene.archive();
    expect([...(await archive.tasks(patient()))].sort()).toEqual(['Other', 'a', 'ünlaut']);
    expect(await archive.queues(patient())).toEqual(['celery']);
  });
});
