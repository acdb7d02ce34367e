/**
 * The dashboards that alert rules, links and documents lead to, by name. The uid of a bundled one is `backlog-<name>`, that of a provisioned
 * one `celery-<name>-<environment>`. Panels are named where an alert rule links to them; their ids never change.
 */
export const PLACES = {
  queues: { title: 'Celery overview', panels: { queues: 1, late: 2, flow: 3, events: 4 } },
  'one-queue': { title: 'Celery one queue', panels: { waiting: 1, age: 2, flow: 3 } },
  tasks: { title: 'Celery tasks', panels: { failures: 1 } },
  workers: { title: 'Celery workers', panels: { workers: 1 } },
  broker: { title: 'Celery broker', panels: { risks: 1, deliveries: 2 } },
  mirror: { title: 'Celery mirror and cost', panels: { health: 1 } },
  environments: { title: 'Celery environments', panels: {} },
} as const;

export type PlaceName = keyof typeof PLACES;
