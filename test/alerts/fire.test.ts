import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Rule, ruleOf } from '../../dashboards/alerts/rule';
import { ALERTS } from '../../dashboards/alerts/table';
import { THRESHOLDS } from '../../dashboards/alerts/thresholds';
import { Backend, type TestDatasource, type TestFrame } from '../setup/backend';
import { waitFor } from '../setup/wait-for';
import { evaluateRule, type Instance, type Outcome } from './evaluate';
import { AlertWorld } from './world';

/** The mirror's delay grows a second a second, and nobody waits ten minutes here; `mirror-delay.test.ts` does. */
const DELAY = 80;
const LONG = 200_000;
const ruleNamed = (name: string): Rule => {
  const row = ALERTS.find((one) => one.name === name);
  if (!row) throw new Error(`expected a rule, got ${name}`);
  const text = JSON.stringify(ruleOf(row, 'test'));
  const rule: Rule = JSON.parse(text.replaceAll(`"params":[${THRESHOLDS.mirrorDelay}]`, `"params":[${DELAY}]`));
  return rule;
};

let world: AlertWorld;
let backend: Backend;
let ds: TestDatasource;

/** Asks the plugin what the rule asks, over the rule's range, and evaluates the answers. */
async function evaluate(name: string, of = ds): Promise<Outcome> {
  const rule = ruleNamed(name);
  const answers: Record<string, readonly TestFrame[] | Error> = {};
  for (const { refId, datasourceUid, relativeTimeRange, model } of rule.data) {
    if (datasourceUid === '__expr__') continue;
    const [answer] = await backend.query(of, [model], { rangeMs: relativeTimeRange.from * 1000, intervalMs: Number(model['intervalMs']) });
    answers[refId] = answer?.error ? new Error(answer.error) : (answer?.frames ?? []);
  }
  return evaluateRule(rule, answers);
}

const firing = (outcome: Outcome): readonly Instance[] =>
  outcome.kind === 'instances' ? outcome.instances.filter((instance) => instance.firing) : [];
const about = (labels: Readonly<Record<string, string>>) => (instance: Instance) =>
  Object.entries(labels).every(([name, value]) => instance.labels[name] === value);

/** Waits until the rule fires for these labels. */
const fires = (name: string, labels: Readonly<Record<string, string>>) =>
  waitFor(`${name} fires`, LONG, async () => firing(await evaluate(name)).find(about({ broker: 'production', ...labels })));
/** Waits until it does not: the queries can be read, and no alert has these labels. */
const clears = (name: string, labels: Readonly<Record<string, string>> = {}, of = ds) =>
  waitFor(`${name} clears`, LONG, async () => {
    const outcome = await evaluate(name, of);
    return outcome.kind !== 'error' && !firing(outcome).some(about(labels));
  });

beforeAll(async () => {
  world = await AlertWorld.open();
  backend = await Backend.start();
  ds = world.datasource('before');
}, 120_000);
afterAll(async () => {
  await backend?.stop();
  await world?.close();
});

describe('each rule', () => {
  test('is silent while all is well', async () => {
    await waitFor('the first sample', 20_000, async () => (await evaluate('broker-unreadable')).kind === 'instances');
    for (const { name } of ALERTS) expect([name, firing(await evaluate(name))]).toEqual([name, []]);
  });

  test(
    'task-failures: 10 % of 20 runs fires, 4 % of 50 does not',
    async () => {
      await world.run(18, 2);
      expect((await fires('task-failures', { task: 'work' })).values).toMatchObject({ failed: 2, succeeded: 18, ratio: 0.1 });
      await world.run(30, 0);
      await clears('task-failures');
    },
    LONG,
  );

  test(
    'queue-stalled: tasks wait, workers are there, none leaves',
    async () => {
      await world.stall();
      const later = world.datasource('after the stall');
      await waitFor('only waiting tasks', LONG, async () => (await evaluate('deliveries-overdue', later)).kind === 'instances');
      ds = later;
      expect((await fires('queue-stalled', { queue: 'stuck' })).values).toMatchObject({ rate: 0 });
      expect((await fires('deliveries-overdue', {})).values['overdue']).toBeGreaterThanOrEqual(2);
      await world.empty('stuck');
      await clears('queue-stalled', { queue: 'stuck' });
      await world.empty('unacked', 'unacked_index');
      await clears('deliveries-overdue');
    },
    LONG,
  );

  test(
    'oldest-task: older than the age threshold of its own queue, whatever the others',
    async () => {
      await world.fill('late', 1);
      await world.fill('work-without-threshold', 1);
      const { values } = await fires('oldest-task', { queue: 'late' });
      expect(values['seconds']).toBeGreaterThan(2);
      expect(firing(await evaluate('oldest-task')).map(({ labels }) => labels['queue'])).toEqual(['late']);
      await world.empty('late', 'work-without-threshold');
      await clears('oldest-task');
    },
    LONG,
  );

  test(
    'queue-critical: more tasks than the threshold all the time',
    async () => {
      await world.fill('critical', 101);
      ds = world.datasource('of the critical');
      expect((await fires('queue-critical', { queue: 'critical' })).values).toMatchObject({ tasks: 101, rank: 2 });
      await world.empty('critical');
      await clears('queue-critical');
    },
    LONG,
  );

  test(
    'queue-growing: more arrives than leaves, and ten wait',
    async () => {
      world.grow();
      const { values } = await fires('queue-growing', { queue: 'growing' });
      expect(values['in']).toBeGreaterThan(values['out'] ?? Number.NaN);
      await world.stopGrowing();
      await clears('queue-growing');
    },
    LONG,
  );

  test(
    'queue-unconsumed: no worker is there for the tasks',
    async () => {
      await world.fill('orphan', 3);
      expect((await fires('queue-unconsumed', { queue: 'orphan' })).values).toMatchObject({ tasks: 3, rank: 3 });
      await clears('queue-stalled', { queue: 'orphan' });
      await world.empty('orphan');
      await clears('queue-unconsumed');
    },
    LONG,
  );

  test(
    'queue-unusual: far outside the usual range, not inside it',
    async () => {
      await world.fill('unusual', 100);
      await clears('queue-unusual', {}, world.datasource('of the usual'));
      await world.fill('unusual', 900);
      ds = world.datasource('of the unusual');
      expect((await fires('queue-unusual', { queue: 'unusual' })).values['deviation']).toBeGreaterThan(1.5);
      await world.empty('unusual');
      ds = world.datasource('of the usual again');
      await clears('queue-unusual');
    },
    LONG,
  );

  test(
    'broker-risk: its value says whether it is a warning or critical',
    async () => {
      await world.limitMemory(0.88);
      expect((await fires('broker-risk', { risk: 'memory' })).values).toMatchObject({ risk: 1 });
      await world.limitMemory(0.99);
      await waitFor('a critical risk', LONG, async () => firing(await evaluate('broker-risk')).some(({ values }) => values['risk'] === 2));
      await world.unlimitMemory();
      await clears('broker-risk');
    },
    LONG,
  );

  test(
    'mirror-behind: CloudWatch refuses what the mirror sends',
    async () => {
      world.refuseMirror();
      expect((await fires('mirror-behind', {})).values['behind']).toBeGreaterThan(DELAY);
      world.acceptMirror();
      await clears('mirror-behind');
    },
    2 * LONG,
  );

  test(
    'workers-gone: nobody is online any more',
    async () => {
      await waitFor('a worker', LONG, async () => {
        const outcome = await evaluate('workers-gone');
        return outcome.kind === 'instances' && outcome.instances.some(({ values }) => (values['online'] ?? 0) > 0);
      });
      await world.stopWorkers();
      expect((await fires('workers-gone', {})).values).toMatchObject({ online: 0 });
      await world.startWork();
      await clears('workers-gone');
    },
    LONG,
  );

  test(
    'broker-unreadable: one alert, and every other rule keeps what it said',
    async () => {
      await world.stopRedis();
      await waitFor('an error', LONG, async () => (await evaluate('broker-unreadable')).kind === 'error');
      for (const { name } of ALERTS) {
        const outcome = await evaluate(name);
        // A history still has what was read before, so those rules go on with it; then they have no data.
        const state = name === 'broker-unreadable' ? 'Alerting' : 'KeepLast';
        if (outcome.kind === 'error') expect([name, outcome.state]).toEqual([name, state]);
      }
      await world.startRedis();
      await clears('broker-unreadable');
    },
    LONG,
  );
});
