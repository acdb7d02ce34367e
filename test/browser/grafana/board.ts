import type { APIRequestContext } from '@playwright/test';
import { DATASOURCE } from './test';

const datasource = { type: 'backlog-celery-datasource', uid: DATASOURCE.uid };

/** A dashboard with a variable, an annotation, an ad hoc filter and a table of queues; the annotation comes after Grafana's own. */
const BOARD = {
  title: 'Celery places',
  time: { from: 'now-15m', to: 'now' },
  templating: {
    list: [
      { type: 'query', name: 'queue', datasource, query: { refId: 'queues', query: '' }, refresh: 1 },
      { type: 'adhoc', name: 'filters', datasource },
    ],
  },
  annotations: {
    list: [
      {
        builtIn: 1,
        enable: true,
        hide: true,
        name: 'Annotations & Alerts',
        type: 'dashboard',
        datasource: { type: 'grafana', uid: '-- Grafana --' },
      },
      { enable: true, name: 'Events', iconColor: 'blue', datasource, target: { refId: 'Anno', queryType: 'events' } },
    ],
  },
  panels: [
    {
      id: 1,
      type: 'table',
      title: 'Queues now',
      datasource,
      gridPos: { x: 0, y: 0, w: 24, h: 16 },
      targets: [{ refId: 'A', datasource, queryType: 'now', measures: ['waiting'] }],
    },
  ],
};

/** Adds the dashboard for as long as `look` takes. @param look gets the path of the dashboard */
export async function withBoard(request: APIRequestContext, look: (path: string) => Promise<void>): Promise<void> {
  const dashboard = { ...BOARD, title: `${BOARD.title} ${Date.now()}` };
  const { uid } = await (await request.post('/api/dashboards/db', { data: { dashboard } })).json();
  try {
    await look(`/d/${uid}`);
  } finally {
    await request.delete(`/api/dashboards/uid/${uid}`);
  }
}
