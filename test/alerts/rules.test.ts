import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alertFiles, ENVIRONMENTS } from '../../dashboards/alerts/files';
import { RUNBOOKS, ruleOf } from '../../dashboards/alerts/rule';
import { ALERTS } from '../../dashboards/alerts/table';
import { PLACES } from '../../dashboards/places';
import { parseQuery } from '../../src/contract/parse-query';

const ROOT = join(import.meta.dirname, '../..');
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The uids that people refer to in silences and in the API. */
const NAMES = [
  'queue-critical',
  'queue-unconsumed',
  'oldest-task',
  'queue-stalled',
  'queue-growing',
  'queue-unusual',
  'task-failures',
  'workers-gone',
  'deliveries-overdue',
  'broker-risk',
  'broker-unreadable',
  'mirror-behind',
];

test.each(alertFiles())('$path is what the table says: run npm run dashboards', ({ path, text: expected }) => {
  expect(text(path)).toBe(expected);
});

test('uids stay', () => expect(ALERTS.map(({ name }) => name)).toEqual(NAMES));

test.each(ALERTS)('$name has a runbook of four parts', ({ name, title }) => {
  const page = text(`docs/runbooks/${name}.md`);
  expect(page.startsWith(`# ${title}\n`)).toBe(true);
  expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(['Meaning', 'Impact', 'Diagnosis', 'Mitigation']);
});

test.each(ALERTS)('docs/alerts.md lists $name as it is', (row) => {
  const { name, title, firesWhen, severity, labels } = row;
  const level = typeof severity === 'string' ? severity : 'warning or critical, like the risk';
  const shown = labels.length === 0 ? 'none' : labels.map((label) => `\`${label}\``).join(', ');
  const line = `| ${title.replace('Celery ', '')} | ${firesWhen} | ${level} | ${shown} | [${name}](runbooks/${name}.md) |`;
  expect(text('docs/alerts.md')).toContain(line);
});

describe.each(ENVIRONMENTS)('%s', (environment) => {
  const rules = ALERTS.map((row) => ({ row, rule: ruleOf(row, environment), name: row.name }));

  test.each(rules)('$name leads to its dashboard, panel and runbook', ({ row, rule }) => {
    const panels: Readonly<Record<string, number>> = PLACES[row.place.dashboard].panels;
    expect(rule.uid).toBe(`celery-${environment}-${row.name}`);
    expect(rule.annotations).toMatchObject({
      __dashboardUid__: `celery-${row.place.dashboard}-${environment}`,
      __panelId__: String(panels[row.place.panel]),
      runbook_url: `${RUNBOOKS}/${row.name}.md`,
    });
    expect(existsSync(join(ROOT, `docs/runbooks/${row.name}.md`))).toBe(true);
  });

  test.each(rules)('$name asks its data source for one number at a time, in queries that the backend takes', ({ rule }) => {
    const asked = rule.data.filter(({ datasourceUid }) => datasourceUid !== '__expr__');
    expect(new Set(asked.map(({ datasourceUid }) => datasourceUid))).toEqual(new Set([`celery-${environment}`]));
    for (const { model } of asked) {
      const query = parseQuery(model);
      // With two measures both would get the same labels; a table of the broker is no number.
      if ('answer' in query) expect(query.answer).not.toBe('all');
      else expect(query).toMatchObject({ measures: [expect.any(String)] });
      expect(query).toMatchObject(Object.fromEntries(Object.entries(model).filter(([key]) => key !== 'refId' && key !== 'intervalMs')));
    }
    expect(new Set(rule.data.map(({ refId }) => refId)).size).toBe(rule.data.length);
    expect(rule.condition).toBe(rule.data.at(-1)?.refId);
  });

  test.each(rules)('$name names what it is about, and a value of its own', ({ row, rule }) => {
    const words = `${rule.annotations['summary']} ${rule.annotations['description']}`;
    for (const label of row.labels) expect(words).toContain(`$labels.${label}`);
    const refIds = rule.data.map(({ refId }) => refId);
    for (const [, refId] of words.matchAll(/\$values\.(\w+)/g)) expect(refIds).toContain(refId);
    expect(words).not.toContain('ENVIRONMENT');
  });

  test('one rule alone fires when the broker cannot be read', () => {
    expect(rules.filter(({ rule }) => rule.execErrState === 'Alerting').map(({ name }) => name)).toEqual(['broker-unreadable']);
    for (const { rule } of rules) expect(['OK', 'KeepLast']).toContain(rule.noDataState);
  });
});
