import {
  type AnnotationQuery,
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
  TimePickerBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import { type Band, type Heading, stack } from '../parts/grid';
import { navigation } from '../parts/links';
import { ask, DATASOURCE, type Fields } from '../parts/query';
import type { PlaceName } from '../places';

/** What differs between dashboards. */
export interface Board {
  readonly place: PlaceName;
  /** What the dashboard is for, in one sentence. */
  readonly description: string;
  readonly variables: readonly VariableModel[];
  readonly content: readonly (Band | Heading)[];
  /** Marks these events in the graphs. */
  readonly events?: Fields<'events'>;
  /** More links at the top, after those to the other dashboards. */
  readonly links?: readonly DashboardLink[];
  readonly from?: string;
  readonly refresh?: string;
  /** For a wall screen: without links at the top. */
  readonly isWall?: boolean;
}

/** Of Grafana 11.5, which every later version reads and migrates. */
const SCHEMA_VERSION = 40;

export function dashboardOf(home: Home, board: Board): Dashboard {
  const { place, description, variables, content, events, links = [], from = 'now-1h', refresh = '10s', isWall = false } = board;
  const built = new DashboardBuilder(home.title(place))
    .uid(home.uid(place))
    .description(description)
    .tags(['celery', home.tag(place)])
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from, to: 'now' })
    .timezone('browser')
    .refresh(refresh)
    .timepicker(new TimePickerBuilder().refreshIntervals(['5s', '10s', '30s', '1m', '5m']))
    .variables(variables.map((variable) => ({ build: () => variable })))
    .annotations(annotations(events).map((annotation) => ({ build: () => annotation })))
    .links([...(isWall ? [] : navigation(home, place)), ...links].map((item) => ({ build: () => item })))
    .build();
  return { ...built, schemaVersion: SCHEMA_VERSION, panels: stack(content) };
}

function annotations(asked: Fields<'events'> | undefined): AnnotationQuery[] {
  const grafana = new AnnotationQueryBuilder()
    .name('Annotations & Alerts')
    .builtIn(1)
    .datasource({ type: 'grafana', uid: '-- Grafana --' })
    .enable(true)
    .hide(true)
    .iconColor('rgba(0, 211, 255, 1)')
    .type('dashboard')
    .build();
  if (!asked) return [grafana];
  const events = new AnnotationQueryBuilder()
    .name('Events')
    .datasource(DATASOURCE)
    .enable(true)
    .hide(false)
    .iconColor('orange')
    .target(ask('events', asked, 'Events'))
    .build();
  return [grafana, events];
}
