import { stringify } from 'yaml';
import type { GeneratedFile } from '../generated-file';
import { alarmFiles } from './cloudwatch';
import { ruleOf } from './rule';
import { ALERTS } from './table';

/** Environments that have provisioned alert rules. */
export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;

/** The alert rules of each environment, as Grafana provisions them, and the alarms of a queue. */
export function alertFiles(): readonly GeneratedFile[] {
  const rules = ENVIRONMENTS.map((environment) => ({
    path: `provisioning/alerting/${environment}.yaml`,
    text: `# Generated from dashboards/alerts/. docs/alerts.md says how to change a rule.\n${stringify(
      {
        apiVersion: 1,
        groups: [
          {
            orgId: 1,
            name: `Celery ${environment}`,
            folder: `Celery ${environment}`,
            interval: '1m',
            rules: ALERTS.map((row) => ruleOf(row, environment)),
          },
        ],
      },
      { lineWidth: 0, aliasDuplicateObjects: false },
    )}`,
  }));
  return [...rules, ...alarmFiles()];
}
