import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { RUNBOOKS } from '../../dashboards/alerts/rule';
import { ALERTS } from '../../dashboards/alerts/table';
import { waitFor } from '../setup/wait-for';
import { type GrafanaAlert, TestGrafana } from './grafana';
import { TROUBLES } from './troubles';
import { AlertWorld } from './world';

/** Read when the modules are loaded. A demo may run in the usual folder. */
vi.hoisted(() => {
  process.env['BACKLOG_DEMO_FOLDER'] = `${process.env['TMPDIR'] ?? '/tmp'}/backlog-alerts-${process.pid}`;
});

/** For waiting, and for a test, which then says what it waited for. */
const LONG = 120_000;
const LIMIT = 300_000;
const ENVIRONMENT = 'production';
const given = process.env['GRAFANA_HOME'] !== undefined;
const dashboard = z.object({ dashboard: z.object({ panels: z.array(z.object({ id: z.number() })) }) });
type Labels = Readonly<Record<string, string>>;

let world: AlertWorld;
let grafana: TestGrafana;

const firing = ({ state }: GrafanaAlert) => state.startsWith('Alerting');
const about = (labels: Labels) => (alert: GrafanaAlert) => Object.entries(labels).every(([name, value]) => alert.labels[name] === value);
const firingOf = async (name: string) => (await grafana.rule(name))?.alerts.filter(firing);

/** Waits until Grafana has an alert with these labels. */
const fires = (name: string, labels: Labels) =>
  waitFor(`${name} fires`, LONG, async () => (await firingOf(name))?.find(about(labels))).catch(async (error: unknown) => {
    throw new Error(`${name} does not fire: ${JSON.stringify(await grafana.rule(name))}`, { cause: error });
  });
/** Waits until Grafana could evaluate the rule and has none. */
const clears = (name: string, labels: Labels = {}) =>
  waitFor(`${name} clears`, LONG, async () => {
    const rule = await grafana.rule(name);
    return rule && rule.health !== 'error' && !rule.alerts.filter(firing).some(about(labels));
  }).catch(async (error: unknown) => {
    throw new Error(`${name} does not clear: ${JSON.stringify(await grafana.rule(name))}`, { cause: error });
  });

/** What a person reads in the middle of the night. */
async function expectComplete(alert: GrafanaAlert, name: string, severity: string) {
  const row = ALERTS.find((one) => one.name === name);
  expect(alert.labels).toMatchObject({ celery: ENVIRONMENT, severity });
  for (const label of row?.labels ?? []) expect(alert.labels[label]).toBeTruthy();
  expect(alert.annotations['runbook_url']).toBe(`${RUNBOOKS}/${name}.md`);
  for (const text of [alert.annotations['summary'], alert.annotations['description']]) {
    expect(text).toBeTruthy();
    expect(text).not.toMatch(/no value|NaN|\{\{|error|ENVIRONMENT|%!/);
  }
  await waitFor('the notification', LONG, async () =>
    (await grafana.notifications()).some(
      ({ labels, annotations }) => labels['severity'] === severity && annotations['runbook_url'] === `${RUNBOOKS}/${name}.md`,
    ),
  );
  const { __dashboardUid__: uid = '', __panelId__: panel } = alert.annotations;
  const { panels } = dashboard.parse(await grafana.get(`/api/dashboards/uid/${uid}`)).dashboard;
  expect(panels.map(({ id }) => String(id))).toContain(panel);
}

describe.skipIf(!given)(`a real Grafana${given ? '' : ' (skipped: no GRAFANA_HOME)'}`, () => {
  beforeAll(async () => {
    world = await AlertWorld.open();
    grafana = await TestGrafana.start(world.datasource(`celery-${ENVIRONMENT}`), ENVIRONMENT);
  }, LIMIT);
  afterAll(async () => {
    await grafana?.stop();
    await world?.close();
  });

  test.each(ALERTS)(
    '$name is evaluated without an error, and is silent while all is well',
    async ({ name }) => {
      const rule = await waitFor(`${name} is evaluated`, LONG, async () => {
        const found = await grafana.rule(name);
        return found?.health === 'error' ? undefined : found;
      });
      expect([name, rule.alerts.filter(firing)]).toEqual([name, []]);
    },
    LIMIT,
  );

  test(
    'a queue without a value is normal: Grafana asks the rule what no data means',
    async () => {
      await waitFor('both kinds of queues', LONG, async () => {
        const alerts = (await grafana.rule('queue-unusual'))?.alerts ?? [];
        const states = (queue: string) => alerts.filter(about({ queue })).map(({ state }) => state);
        return states('unusual').join() === 'Normal' && states('work').join() === 'Normal (NoData)';
      });
    },
    LIMIT,
  );

  describe('in trouble', () => {
    beforeAll(async () => {
      for (const { begin } of TROUBLES) await begin(world);
      await world.limitMemory(0.88);
    }, LIMIT);

    test.each(TROUBLES)(
      '$rule fires',
      async ({ rule, labels, end }) => {
        const severity = ALERTS.find(({ name }) => name === rule)?.severity;
        await expectComplete(await fires(rule, labels), rule, String(severity));
        await end(world);
      },
      LIMIT,
    );

    test(
      'broker-risk fires as a warning, then as critical: the severity follows the risk',
      async () => {
        const risk = { risk: 'memory' };
        await expectComplete(await fires('broker-risk', { ...risk, severity: 'warning' }), 'broker-risk', 'warning');
        await world.limitMemory(0.99);
        await expectComplete(await fires('broker-risk', { ...risk, severity: 'critical' }), 'broker-risk', 'critical');
        await world.unlimitMemory();
      },
      LIMIT,
    );
  });

  describe('when the trouble is over', () => {
    test.each([...TROUBLES.map(({ rule }) => rule), 'broker-risk'])('%s clears', async (rule) => void (await clears(rule)), LIMIT);
  });

  describe('without workers, then without the broker', () => {
    beforeAll(async () => {
      await world.fill('orphan', 3);
      await world.fill('late', 1);
    }, LIMIT);

    test(
      'workers-gone fires when no worker is online any more, and clears when one is back',
      async () => {
        await world.stopWorkers();
        await expectComplete(await fires('workers-gone', {}), 'workers-gone', 'critical');
        await world.startWork();
        await clears('workers-gone');
      },
      LIMIT,
    );

    test(
      'broker-unreadable alone fires while the broker cannot be read; what fired goes on, and nothing else begins',
      async () => {
        // One asks for a history, which then has no data, and one for what is now, which then is an error.
        await fires('queue-unconsumed', { queue: 'orphan' });
        await fires('oldest-task', { queue: 'late' });
        await fires('queue-stalled', { queue: 'late' });
        const before = await Promise.all(ALERTS.map(async ({ name }) => [name, (await firingOf(name))?.map(({ labels }) => labels)]));
        await world.stopRedis();
        await expectComplete(await fires('broker-unreadable', {}), 'broker-unreadable', 'critical');
        // Three times, so that each rule was evaluated without the broker.
        await Promise.all(
          ALERTS.map(async ({ name }) => {
            const times = new Set<string | undefined>();
            await waitFor('three evaluations', LONG, async () => times.add((await grafana.rule(name))?.lastEvaluation).size > 3);
          }),
        );
        for (const [name, labels] of before) {
          if (name === 'broker-unreadable') continue;
          expect([name, (await firingOf(String(name)))?.map((alert) => alert.labels)]).toEqual([name, labels]);
        }
        await world.startRedis();
        await clears('broker-unreadable');
        await clears('queue-unconsumed');
        await clears('oldest-task');
      },
      LIMIT,
    );
  });
});
