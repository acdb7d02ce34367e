import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import type { PlaceName } from '../places';

/** A link of a value. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
}

const TIME = '${__url_time_range}';
const SOURCE = 'var-datasource=${datasource}';

/** What a value is called in its link: of a table cell, and of a series or bar with a label or column. */
type Value = '__value.raw' | `__field.labels.${string}` | `__data.fields.${string}`;
const encoded = (value: Value) => `\${${value}:percentencode}`;

export function toQueue(home: Home, value: Value): DataLink {
  return { title: 'Open in "One queue"', url: `/d/${home.uid('one-queue')}?${SOURCE}&var-queue=${encoded(value)}&${TIME}` };
}
export function toTasksOfQueue(home: Home, value: Value): DataLink {
  return { title: 'Tasks of this queue', url: `/d/${home.uid('tasks')}?${SOURCE}&var-queue=${encoded(value)}&${TIME}` };
}
/** One task, of the queues that are chosen: on a dashboard with the variable `queue`. */
export function toTask(home: Home, value: Value): DataLink {
  return { title: 'Only this task', url: `/d/${home.uid('tasks')}?${SOURCE}&\${queue:queryparam}&var-task=${encoded(value)}&${TIME}` };
}
export function onlyQueue(home: Home, value: Value): DataLink {
  return { title: 'Show only this queue', url: `/d/${home.uid('queues')}?${SOURCE}&var-queue=${encoded(value)}&${TIME}` };
}
/** Leads to the panel that says how to set it, until its URL is replaced. */
export function toLogs(home: Home, panel: number): DataLink {
  return { title: 'Logs', url: `/d/${home.uid('tasks')}?viewPanel=${panel}&${SOURCE}&var-task=${encoded('__value.raw')}&${TIME}` };
}

/** In the order in which a person asks. */
const NAMES: readonly (readonly [PlaceName, string])[] = [
  ['queues', 'Overview'],
  ['one-queue', 'One queue'],
  ['tasks', 'Tasks'],
  ['workers', 'Workers'],
  ['broker', 'Broker'],
  ['mirror', 'Mirror'],
  ['environments', 'Wall screen'],
];

/** The line of links at the top of a dashboard: to all others, with the same data source and time, and to the same one of other environments. */
export function navigation(home: Home, here: PlaceName): DashboardLink[] {
  const others = NAMES.filter(([place]) => place !== here).map(([place, name]) =>
    link(name, `/d/${home.uid(place)}${place === 'environments' ? '' : `?${SOURCE}`}`),
  );
  if (!home.datasource) return others;
  const sameElsewhere = new DashboardLinkBuilder('Environments')
    .type(DashboardLinkType.Dashboards)
    .tags([home.tag(here)])
    .asDropdown(true)
    .keepTime(true);
  return [...others, sameElsewhere.build()];
}

export function link(title: string, url: string, keepTime = true): DashboardLink {
  return new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).keepTime(keepTime).build();
}

/** A link of a value, as the SDK takes it. */
export function linkOf({ title, url }: DataLink): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).url(url);
}
