import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bundledDashboards, provisionedDashboards } from '../../dashboards/files';
import { outdated } from '../../dashboards/generate';
import { BUNDLED, ENVIRONMENTS, provisioned } from '../../dashboards/home';
import { PLACES, type PlaceName } from '../../dashboards/places';
import { parseQuery } from '../../src/contract/parse-query';
import { columnsOf, type DashboardShape, dashboard, panelsOf } from './dashboard-shape';

const PLUGIN = 'backlog-celery-datasource';
const FILES = [...bundledDashboards(), ...provisionedDashboards()].map(({ path, text }) => ({
  path,
  text,
  json: dashboard.parse(JSON.parse(text)),
}));
const NAMES: readonly string[] = Object.keys(PLACES);
const nameOf = (path: string) => path.replace(/^.*\/|\.json$/g, '');
const isPlace = (name: string): name is PlaceName => NAMES.includes(name);

/** Columns of the answers that hold words or times. */
const WORDS = [
  'status',
  'state',
  'quality',
  'queue',
  'task',
  'worker',
  'queues',
  'exception',
  'risk',
  'risks',
  'version',
  'product',
  'role',
];
const MORE_WORDS = ['evictionPolicy', 'appendOnly', 'destination', 'problem', 'severity', 'title', 'text', 'sampled'];
const isText = (field: string) => [...WORDS, ...MORE_WORDS].includes(field);
/** Pixels within a panel of so many columns, at 1280 pixels with Grafana's menu open, as seen in Grafana 12.2. */
const insideOf = (columns: number) => columns * (764 / 24) + (columns - 1) * 8 - 18;

test('the committed files are what `npm run dashboards` writes', () => expect(outdated()).toEqual([]));

test('the plugin includes every bundled dashboard', () => {
  const manifest = z
    .object({ includes: z.array(z.object({ type: z.string(), name: z.string(), path: z.string() })) })
    .parse(JSON.parse(readFileSync(fileURLToPath(new URL('../../plugin.json', import.meta.url)), 'utf8')));
  const expected = bundledDashboards().map(({ path, text }) => ({
    type: 'dashboard',
    name: dashboard.parse(JSON.parse(text)).title,
    path,
  }));
  expect(manifest.includes).toEqual(expected);
});

test('there is one set for each environment, under the uids that others link to', () => {
  const expected = ENVIRONMENTS.flatMap((environment) =>
    NAMES.filter((name) => name !== 'environments').map((name) => `celery-${name}-${environment}`),
  );
  expect(provisionedDashboards().map(({ text }) => dashboard.parse(JSON.parse(text)).uid)).toEqual([...expected, 'celery-environments']);
  expect(bundledDashboards().map(({ text }) => dashboard.parse(JSON.parse(text)).uid)).toEqual(NAMES.map((name) => `backlog-${name}`));
});

describe.each(FILES)('$path', ({ path, text, json }) => {
  const panels = panelsOf(json);
  const name = nameOf(path);

  test('it asks the data source that is chosen, in queries of the contract', () => {
    const annotations = json.annotations.list.filter(({ datasource }) => datasource.type === PLUGIN);
    const asked = [...panels.flatMap(({ datasource, targets }) => [datasource, ...targets.map((query) => query.datasource)])];
    const others = [...json.templating.list.map(({ datasource }) => datasource), ...annotations.map(({ datasource }) => datasource)];
    for (const datasource of [...asked, ...others]) {
      if (datasource) expect(datasource).toEqual({ type: PLUGIN, uid: '${datasource}' });
    }
    for (const query of [
      ...panels.flatMap(({ targets }) => targets),
      ...annotations.map(({ target }) => z.looseObject({}).parse(target)),
    ]) {
      const { refId, datasource, ...fields } = query;
      // Fields that the contract doesn't know would be dropped.
      expect(parseQuery(query)).toMatchObject(fields);
    }
    const variable = json.templating.list.find(({ type }) => type === 'datasource');
    expect(variable).toMatchObject({ name: 'datasource', query: PLUGIN });
    const own = path.startsWith('provisioning/') && name !== 'environments' ? `celery-${path.split('/')[2]}` : undefined;
    if (name !== 'environments') expect(variable?.current.value).toBe(own);
  });

  test('every panel has a title and says what it shows, in a sentence', () => {
    expect(panels.filter(({ title }) => title === '').map(({ id }) => id)).toEqual([]);
    expect(panels.filter(({ description }) => !/^[A-Z0-9].*[.]$/.test(description)).map(({ title }) => title)).toEqual([]);
    expect(json.description).toMatch(/^[A-Z].*[.]$/);
  });

  test('the ids of its panels are unique, and those that others link to are there', () => {
    const ids = json.panels.flatMap((one) => [one, ...one.panels]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    if (!isPlace(name)) throw new Error(`expected a name of a dashboard, got ${name}`);
    expect(ids).toEqual(expect.arrayContaining(Object.values(PLACES[name].panels)));
  });

  test('numbers have a unit and decimals', () => {
    const drawn = panels.filter(({ type }) => ['timeseries', 'bargauge'].includes(type));
    const stats = panels.filter(
      ({ type, options }) => type === 'stat' && !isText(/(\w+)\$\/$/.exec(options.reduceOptions?.fields ?? '')?.[1] ?? ''),
    );
    const without = [...drawn, ...stats].filter(
      ({ fieldConfig }) => fieldConfig?.defaults.unit === undefined || fieldConfig.defaults.decimals === undefined,
    );
    expect(without.map(({ title }) => title)).toEqual([]);
    const columns = panels.filter(({ type }) => type === 'table').flatMap((one) => columnsOf(one));
    expect(columns.filter(({ field, config }) => !isText(field) && !config.has('unit')).map(({ title }) => title)).toEqual([]);
  });

  test('one kind of number has one unit', () => {
    const tasks = ['waiting', 'inFlight', 'scheduled', 'count', 'succeeded', 'failed', 'retried'];
    const columns = panels.filter(({ type }) => type === 'table').flatMap((one) => columnsOf(one));
    for (const { field, config } of columns.filter((column) => tasks.includes(column.field))) {
      expect([field, config.get('unit'), config.get('decimals')]).toEqual([field, 'locale', 0]);
    }
    // "short" says "1 K" beside "253".
    expect(text).not.toContain('"unit":"short"');
  });

  test('a series keeps its color when another appears', () => {
    expect(panels.filter(({ fieldConfig }) => fieldConfig?.defaults.color?.mode === 'palette-classic').map(({ title }) => title)).toEqual(
      [],
    );
  });

  test('nothing is cut at 1280 pixels', () => {
    const tables = panels.filter(({ type }) => type === 'table');
    const wide = tables.flatMap((one) => {
      const columns = columnsOf(one).map(({ title, config }) => ({
        title,
        width: config.get('custom.width'),
        least: config.get('custom.minWidth'),
      }));
      const flexible = columns.filter(({ width }) => width === undefined);
      const fixed = columns.reduce((sum, { width }) => sum + Number(width ?? 0), 0);
      // Grafana shares what is left in equal parts and then widens those below their least width, so every least width has to fit.
      const share = (insideOf(one.gridPos.w) - fixed) / flexible.length;
      return flexible
        .filter(({ least }) => !(Number(least) <= share))
        .map(({ title }) => `${title} of ${one.title}: at most ${Math.floor(share)} px`);
    });
    expect(wide).toEqual([]);
    // A letter takes 7 pixels, the mark for the description and what is beside it 60.
    const long = panels.filter(({ title, gridPos }) => title.length * 7 + 60 > insideOf(gridPos.w));
    expect(long.map(({ title }) => title)).toEqual([]);
    // Names of columns, too. The arrow of a sorted one takes 24 pixels.
    const names = tables.flatMap((one) => {
      const sorted = (one.options.sortBy ?? []).map(({ displayName }) => displayName);
      return columnsOf(one).filter(({ title, config }) => {
        const needed = title.length * 7 + 16 + (sorted.includes(title) ? 24 : 0);
        return needed > Number(config.get('custom.width') ?? config.get('custom.minWidth'));
      });
    });
    expect(names.map(({ title }) => title)).toEqual([]);
  });

  test('the grid has neither overlaps nor holes', () => {
    for (const grid of [json.panels, ...json.panels.map((one) => one.panels)]) expect(faultsOf(grid)).toEqual([]);
  });

  test('links lead to dashboards of the same home, and to panels that they have', () => {
    const environment = ENVIRONMENTS.find((one) => path.includes(`/${one}/`));
    const home = path.startsWith('provisioning/') ? provisioned(environment ?? 'production') : BUNDLED;
    const homes = new Set(
      Object.keys(PLACES)
        .filter(isPlace)
        .map((place) => home.uid(place)),
    );
    const links = [...text.matchAll(/\/d\/([\w-]+(?:\$\{__field\.labels\.broker\})?)(?:\?viewPanel=(\d+))?/g)];
    expect(links.length).toBeGreaterThan(0);
    for (const [, uid = '', id] of links) {
      expect(homes).toContain(uid.replace('${__field.labels.broker}', 'production'));
      if (id !== undefined) expect(panels.map((one) => one.id)).toContain(Number(id));
    }
  });

  test('it opens with a short range, and every version of Grafana from 11.6 on reads it', () => {
    expect(json.time).toEqual({ from: 'now-1h', to: 'now' });
    expect(json.schemaVersion).toBeLessThanOrEqual(41);
    expect(json).not.toHaveProperty('elements');
    // Newer versions would hide links and events in a menu.
    expect(text).not.toContain('inControlsMenu');
  });
});

describe('Celery tasks', () => {
  const { text, json } = FILES.find(({ path }) => path === 'dashboards/tasks.json')!;

  test('what tasks did is asked of the chosen task and queues, except where queues are not known', () => {
    const queries = panelsOf(json).flatMap(({ targets }) => targets.map((query) => parseQuery(query)));
    expect(queries.length).toBeGreaterThan(15);
    for (const query of queries) {
      const byException = 'by' in query && query.by === 'exception';
      expect(query).toMatchObject({ queryType: 'runs', tasks: ['$task'], queues: byException ? [] : ['$queue'] });
    }
  });

  test('until it is set, the link to the logs leads to the text that says how', () => {
    const logs = text.match(/"title":"Logs","url":"[^"]*"/g) ?? [];
    expect(logs).toHaveLength(2);
    const written = panelsOf(json).find(({ type }) => type === 'text');
    expect(JSON.stringify(written)).toContain('The link \\"Logs\\"');
    for (const link of logs) expect(link).toContain(`/d/backlog-tasks?viewPanel=${written?.id}&`);
  });
});

test('one panel of the overview goes back over every tier of CloudWatch, by its maxima', () => {
  const { json } = FILES.find(({ path }) => path === 'dashboards/queues.json')!;
  const [long, ...more] = panelsOf(json).filter((one) => one['timeFrom'] !== undefined);
  expect(more).toEqual([]);
  expect(long).toMatchObject({ title: 'Last 90 days', timeFrom: '90d', interval: '6h' });
  expect(parseQuery(long?.targets[0])).toMatchObject({ queryType: 'history', statistic: 'max', by: 'queue' });
});

/** Cells of the grid that two panels or none cover. A line of repeated panels fills itself. */
function faultsOf(panels: readonly Pick<DashboardShape['panels'][number], 'gridPos' | 'repeat' | 'type'>[]): string[] {
  const covered = new Map<string, number>();
  for (const { gridPos, repeat, type } of panels) {
    const width = repeat !== undefined && type !== 'row' ? 24 - gridPos.x : gridPos.w;
    for (let x = gridPos.x; x < gridPos.x + width; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) covered.set(`${x},${y}`, (covered.get(`${x},${y}`) ?? 0) + 1);
    }
  }
  const top = Math.min(...panels.map(({ gridPos }) => gridPos.y));
  const bottom = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const faults: string[] = [];
  for (let y = top; y < bottom; y++) {
    for (let x = 0; x < 24; x++) {
      const count = covered.get(`${x},${y}`) ?? 0;
      if (count !== 1) faults.push(`${count} panels at ${x},${y}`);
    }
  }
  return faults;
}
