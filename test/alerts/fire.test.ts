import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALERTS } from '../../dashboards/alerts/table';
import { Backend, type TestDatasource, type TestFrame } from '../setup/backend';
import { waitFor } from '../setup/wait-for';
import { evaluateRule, type Instance, type Outcome } from './evaluate';
import { quickRule } from './quick';
import { TROUBLES } from './troubles';
import { AlertWorld } from './world';

/** For waiting, and for a test, which then says what it waited for. */
const LONG = 100_000;
const LIMIT = 300_000;
/** They go on without the broker: two look back so far that they have what was read before, and the mirror is no part of the broker. */
const KNOWING = ['task-failures', 'workers-gone', 'mirror-behind'];
type Labels = Readonly<Record<string, string>>;

let world: AlertWorld;
let backend: Backend;
let ds: TestDatasource;

/** Asks the plugin what the rule asks, over the rule's range, and evaluates the answers. */
async function evaluate(name: string): Promise<Outcome> {
  const rule = quickRule(name, 'test');
  const answers: Record<string, readonly TestFrame[] | Error> = {};
  for (const { refId, datasourceUid, relativeTimeRange, model } of rule.data) {
    if (datasourceUid === '__expr__') continue;
    const [answer] = await backend.query(ds, [model], { rangeMs: relativeTimeRange.from * 1000, intervalMs: Number(model['intervalMs']) });
    answers[refId] = answer?.error ? new Error(answer.error) : (answer?.frames ?? []);
  }
  return evaluateRule(rule, answers);
}

const instances = (outcome: Outcome): readonly Instance[] => (outcome.kind === 'instances' ? outcome.instances : []);
const firing = (outcome: Outcome) => instances(outcome).filter((instance) => instance.firing);
const about = (labels: Labels) => (instance: Instance) => Object.entries(labels).every(([name, value]) => instance.labels[name] === value);

/** Waits until the rule fires for these labels, with values that `holds`. */
const fires = (name: string, labels: Labels, holds: (values: Instance['values']) => boolean) =>
  waitFor(`${name} fires`, LONG, async () =>
    firing(await evaluate(name)).find((one) => about({ broker: 'production', ...labels })(one) && holds(one.values)),
  );
/** Waits until it does not: the queries can be read, and no alert has these labels. */
const clears = (name: string, labels: Labels = {}) =>
  waitFor(`${name} clears`, LONG, async () => {
    const outcome = await evaluate(name);
    return outcome.kind !== 'error' && !firing(outcome).some(about(labels));
  });

beforeAll(async () => {
  world = await AlertWorld.open();
  backend = await Backend.start();
  ds = world.datasource('alerts');
}, LIMIT);
afterAll(async () => {
  await backend?.stop();
  await world?.close();
});

test(
  'every rule is silent while all is well',
  async () => {
    await waitFor('the first sample', LONG, async () => (await evaluate('broker-unreadable')).kind === 'instances');
    await waitFor('the usual range', LONG, async () => instances(await evaluate('queue-unusual')).some(about({ queue: 'unusual' })));
    for (const { name } of ALERTS) expect([name, firing(await evaluate(name))]).toEqual([name, []]);
  },
  LIMIT,
);

describe('in trouble', () => {
  beforeAll(async () => {
    for (const { begin } of TROUBLES) await begin(world);
  }, LIMIT);

  test.each(TROUBLES)(
    '$rule fires',
    async ({ rule, labels, holds, alone, end }) => {
      await fires(rule, labels, holds);
      if (alone) expect(firing(await evaluate(rule)).filter((one) => !about(labels)(one))).toEqual([]);
      await end(world);
    },
    LIMIT,
  );

  test(
    'queue-stalled leaves to queue-unconsumed what nobody consumes',
    async () => void (await clears('queue-stalled', { queue: 'orphan' })),
    LIMIT,
  );

  test(
    'broker-risk fires, as a warning and as critical',
    async () => {
      await world.limitMemory(0.88);
      await fires('broker-risk', { risk: 'memory' }, ({ risk }) => risk === 1);
      await world.limitMemory(0.99);
      await fires('broker-risk', { risk: 'memory' }, ({ risk }) => risk === 2);
      await world.unlimitMemory();
      await clears('broker-risk');
    },
    LIMIT,
  );
});

describe('when the trouble is over', () => {
  test.each(TROUBLES)(
    '$rule clears',
    async ({ rule, labels }) => {
      await clears(rule, labels);
    },
    LIMIT,
  );
});

test(
  'workers-gone fires when no worker is online any more, and clears when one is back',
  async () => {
    await world.stopWorkers();
    await fires('workers-gone', {}, ({ online, before }) => online === 0 && (before ?? 0) > 0);
    await world.startWork();
    await clears('workers-gone');
  },
  LIMIT,
);

test(
  'broker-unreadable alone fires while the broker cannot be read, and every other rule keeps what it said',
  async () => {
    await world.stopRedis();
    await waitFor('an error', LONG, async () => (await evaluate('broker-unreadable')).kind === 'error');
    let going: string[] = [];
    await waitFor('nothing to be known', LONG, async () => {
      const outcomes = await Promise.all(ALERTS.map(async ({ name }) => ({ name, outcome: await evaluate(name) })));
      for (const { name, outcome } of outcomes) {
        const state = name === 'broker-unreadable' ? 'Alerting' : 'KeepLast';
        if (outcome.kind !== 'instances') expect([name, outcome.state]).toEqual([name, state]);
        expect([name, firing(outcome)]).toEqual([name, []]);
      }
      going = outcomes.filter(({ outcome }) => outcome.kind === 'instances').map(({ name }) => name);
      return going.every((name) => KNOWING.includes(name));
    }).catch((cause: unknown) => {
      throw new Error(`expected no values of these: ${going}`, { cause });
    });
    await world.startRedis();
    await clears('broker-unreadable');
  },
  LIMIT,
);
