import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import * as z from 'zod';
import { ALERTS } from '../../dashboards/alerts/table';
import { findGrafana, startGrafana } from '../../demo/parts/grafana.mjs';
import { Processes } from '../../demo/parts/processes.mjs';
import { DEMO } from '../../setup/paths.mjs';
import type { TestDatasource } from '../setup/backend';
import { freePort } from '../setup/free-port';
import { quickRule } from './quick';

const alert = z.object({
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  /** `Alerting`, `Normal`, `Pending`, and the same with a reason, as in `Alerting (KeepLast)`. */
  state: z.string(),
});
const ruleState = z.object({
  uid: z.string(),
  health: z.string(),
  lastError: z.string().optional(),
  lastEvaluation: z.string(),
  alerts: z.array(alert).optional(),
});
const rules = z.object({ data: z.object({ groups: z.array(z.object({ rules: z.array(ruleState) })) }) });
const notified = z.array(z.object({ labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()) }));

export type GrafanaAlert = z.output<typeof alert>;
export type GrafanaRule = z.output<typeof ruleState> & { readonly alerts: readonly GrafanaAlert[] };

/** A real Grafana with the built plugin, the dashboards of an environment, and its alert rules, which it evaluates every ten seconds. */
export class TestGrafana {
  private constructor(
    readonly url: string,
    private readonly environment: string,
    private readonly close: () => Promise<void>,
  ) {}

  /**
   * Uses the demo's folder, BACKLOG_DEMO_FOLDER, and removes it in the end.
   * @param ds of the environment; its uid is `celery-<environment>`
   * @throws when GRAFANA_HOME has no Grafana, or it does not start
   */
  static async start(ds: TestDatasource, environment: string): Promise<TestGrafana> {
    const found = findGrafana();
    if (!found) throw new Error(`expected a Grafana in GRAFANA_HOME, got ${process.env['GRAFANA_HOME']}`);
    const processes = new Processes();
    const close = async () => {
      await processes.stop();
      rmSync(DEMO, { recursive: true, force: true });
    };
    try {
      const port = await freePort();
      await startGrafana(processes, found, { port, provisioning: provision(ds, environment), env: {} });
      return new TestGrafana(`http://127.0.0.1:${port}`, environment, close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** The rule as Grafana last evaluated it, with its alerts; undefined before the first time. */
  async rule(name: string): Promise<GrafanaRule | undefined> {
    const { data } = rules.parse(await this.get('/api/prometheus/grafana/api/v1/rules'));
    const found = data.groups.flatMap((group) => group.rules).find(({ uid }) => uid === `celery-${this.environment}-${name}`);
    return found && !found.lastEvaluation.startsWith('0001') ? { ...found, alerts: found.alerts ?? [] } : undefined;
  }

  /** The alerts that would be sent now. */
  notifications = async () => notified.parse(await this.get('/api/alertmanager/grafana/api/v2/alerts'));

  /** @throws for a status other than 2xx */
  async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`);
    if (!response.ok) throw new Error(`${path}: expected 2xx, got ${response.status} ${await response.text()}`);
    return response.json();
  }

  stop = () => this.close();
}

/** @returns the folder, with the files as a user has them but for the times of the rules */
function provision({ uid, url, jsonData, secureJsonData }: TestDatasource, environment: string): string {
  const home = join(DEMO, 'provisioning');
  for (const part of ['datasources', 'alerting', 'dashboards', 'plugins']) mkdirSync(join(home, part), { recursive: true });
  const write = (path: string, content: object) => writeFileSync(join(home, path), stringify(content, { aliasDuplicateObjects: false }));
  const type = 'backlog-celery-datasource';
  write('datasources/one.yaml', { apiVersion: 1, datasources: [{ name: uid, type, access: 'proxy', uid, url, jsonData, secureJsonData }] });
  const title = `Celery ${environment}`;
  const group = { orgId: 1, name: title, folder: title, interval: '10s', rules: ALERTS.map(({ name }) => quickRule(name, environment)) };
  write('alerting/rules.yaml', { apiVersion: 1, groups: [group] });
  const path = join(home, 'dashboards', environment);
  cpSync(resolve('provisioning/dashboards', environment), path, { recursive: true });
  write('dashboards/one.yaml', { apiVersion: 1, providers: [{ name: title, folder: title, type: 'file', options: { path } }] });
  return home;
}
