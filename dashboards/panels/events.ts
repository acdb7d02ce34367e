import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBase } from '../parts/panel';
import { ask, type Fields } from '../parts/query';
import { SEVERITY } from '../parts/words';
import { table } from './table';

/** What happened, newest first. */
export function eventsTable(base: PanelBase, events: Fields<'events'>): Panel {
  return table({
    ...base,
    queries: [ask('events', events)],
    sortBy: ['Time'],
    columns: [
      { field: 'time', title: 'Time', width: 150, unit: 'time:YYYY-MM-DD HH:mm:ss' },
      { field: 'severity', title: 'Severity', width: 80, mappings: SEVERITY, filled: true },
      { field: 'title', title: 'Event', minWidth: 160, wrap: true },
      { field: 'text', title: 'Details', minWidth: 160, wrap: true },
    ],
  });
}
