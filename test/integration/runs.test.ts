import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { answer } from '../../pkg-proxy/datasource/query';
import { noticesOf, valuesOf } from '../../pkg-proxy/datasource/testing/fake-panel';
import type { RunMeasure } from '../../src/contract/run-measures';
import { celeryVersions } from '../setup/python';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';
import { Lab } from './accuracy/lab';
import { Watched } from './accuracy/watched';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

/** Two tasks that take known times, fail or are retried, and write down how long they ran. What they write costs them no time. */
const TASKS = `
from redis import Redis

elapsed = {}

def shop(self, seconds, how):
    began = time.monotonic()
    time.sleep(seconds)
    if how == 'fail':
        raise KeyError('SECRET')
    if how == 'retry' and self.request.retries == 0:
        raise self.retry(exc=ValueError('SECRET'), countdown=0)
    elapsed[self.request.id] = time.monotonic() - began

pay = app.task(name='shop.pay', bind=True)(shop)
mail = app.task(name='shop.mail', bind=True)(shop)

@signals.task_postrun.connect(weak=False)
def tell(task_id=None, task=None, **_):
    if task_id in elapsed:
        Redis.from_url(os.environ['BROKER_URL']).rpush('truth ' + task.name, elapsed.pop(task_id))
`;

/** 1,000 tasks, of which 50 fail, 20 are retried and 10 have expired. Of those that run most take 0.2 s, a few 0.4 s. */
const SEND = `
def times(n):
    return [0.4 if i % 8 == 0 else 0.2 if i % 2 else 0.05 for i in range(n)]

def give(task, queue, n, how=None):
    for seconds in times(n) if how is None else [0.01] * n:
        task.apply_async(args=[seconds, how], queue=queue)

give(pay, 'payments', 450)
give(mail, 'mails', 470)
give(pay, 'payments', 30, 'fail')
give(mail, 'mails', 20, 'fail')
give(pay, 'payments', 20, 'retry')
for _ in range(10):
    mail.apply_async(args=[0, None], queue='mails', expires=0.01)
`;

const PAYMENTS = { succeeded: 470, failed: 30, retried: 20, revoked: 0 };
const MAILS = { succeeded: 470, failed: 20, retried: 0, revoked: 10 };

/** What a panel is told of everything since `from`. */
async function ask(watched: Watched, from: number, query: object) {
  const range = { from, to: Date.now(), intervalMs: 60_000, maxDataPoints: 1000 };
  const request = { refId: 'A', queryType: 'runs', json: { queryType: 'runs', ...query }, ...range };
  const [frame] = await answer(watched.monitor, request, () => undefined);
  if (!frame) throw new Error('expected a frame');
  const column = (name: string) => valuesOf(frame.fields.find((field) => field.name === name));
  return { frame, column };
}

/** Of each task, queue or worker the values of some measures. */
async function by(group: string, watched: Watched, from: number, measures: readonly RunMeasure[], query: object = {}) {
  const { column } = await ask(watched, from, { ...query, by: group, measures });
  const columns = measures.map(column);
  return Object.fromEntries(
    column(group).map((name, i) => [name, Object.fromEntries(measures.map((measure, m) => [measure, columns[m]?.[i]]))]),
  );
}

function percentile(sorted: readonly number[], rank: number): number {
  return sorted[Math.floor(rank * (sorted.length - 1))] ?? Number.NaN;
}

describe.each(celeryVersions())('a thousand tasks of $name', (version) => {
  const db = version.name.includes('oldest') ? 1 : 2;

  test('are counted exactly by task, queue and worker; a worker without -E is told of', async () => {
    const url = redis.url.replace(/\/0$/, `/${db}`);
    const admin = new Redis(url);
    onTestFinished(() => admin.disconnect());
    const watched = new Watched(url);
    onTestFinished(() => watched.stop());
    const from = Date.now();
    await waitFor('the subscription', 20_000, () => watched.monitor.runs?.state.since !== undefined);

    const lab = new Lab({ version, broker: url, conf: { task_send_sent_event: true }, setup: TASKS });
    onTestFinished(() => lab.stop());
    await lab.run(SEND);
    // Celery 5.2 loses events where several threads write them, so processes it is.
    const pool = ['-E', '-P', 'prefork', '-c', '8'];
    await Promise.all([lab.worker('pay@lab', ['payments'], pool), lab.worker('mail@lab', ['mails'], pool)]);

    const counts = ['succeeded', 'failed', 'retried', 'revoked'] as const;
    const done = async () => {
      const { column } = await ask(watched, from, { by: 'total', measures: counts });
      return counts.reduce((sum, measure) => sum + Number(column(measure)[0] ?? 0), 0) >= 1020;
    };
    await waitFor('the end of all', 90_000, done);
    expect(await by('task', watched, from, counts)).toEqual({ 'shop.pay': PAYMENTS, 'shop.mail': MAILS });
    expect(await by('queue', watched, from, counts)).toEqual({ payments: PAYMENTS, mails: MAILS });
    expect(await by('worker', watched, from, counts)).toEqual({ 'pay@lab': PAYMENTS, 'mail@lab': MAILS });
    expect(await by('queue', watched, from, ['started', 'failureRatio'], { tasks: ['*.mail'] })).toEqual({
      mails: { started: 490, failureRatio: 20 / 490 },
    });

    const raised = await ask(watched, from, { by: 'exception', measures: ['failed', 'retried'] });
    const rows = raised
      .column('task')
      .map((task, i) => [task, ...['exception', 'failed', 'retried'].map((name) => raised.column(name)[i])]);
    expect(rows).toEqual([
      ['shop.pay', 'KeyError', 30, 0],
      ['shop.mail', 'KeyError', 20, 0],
      ['shop.pay', 'ValueError', 0, 20],
    ]);
    expect(JSON.stringify(raised.frame)).not.toContain('SECRET');

    for (const task of ['shop.pay', 'shop.mail']) {
      const truth = (await admin.lrange(`truth ${task}`, 0, -1)).map(Number).sort((a, b) => a - b);
      expect(truth.length).toBe(470);
      for (const [statistic, rank] of [
        ['p50', 0.5],
        ['p95', 0.95],
      ] as const) {
        const told = (await by('task', watched, from, ['runtime'], { statistic }))[task]?.['runtime'];
        const off = Number(told) / percentile(truth, rank) - 1;
        expect(Math.abs(off), `${task} ${statistic}: ${told}`).toBeLessThanOrEqual(0.02);
      }
    }

    expect(noticesOf((await ask(watched, from, {})).frame)).not.toContain('warning');
    await lab.worker('silent@lab', ['quiet']);
    const notice = "1 of 3 workers doesn't send task events: start it with -E.";
    await waitFor('the notice', 60_000, async () => {
      await lab.run(`send(pay, args=[0, None], queue='quiet')`);
      return noticesOf((await ask(watched, from, {})).frame).includes(`warning: ${notice}`);
    });
    const { column } = await ask(watched, from, { by: 'total' });
    expect(column('quality')).toEqual([expect.stringContaining('atLeast')]);
    expect(column('failed')).toEqual([50]);
  });
});
