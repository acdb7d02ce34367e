import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import {
  brokerFact,
  brokerGraph,
  brokerMemory,
  brokerStatus,
  deliveriesTable,
  risksInWords,
  risksTable,
  serverTable,
} from '../panels/broker';
import { eventsTable } from '../panels/events';
import { graph } from '../panels/graph';
import { toQueue } from '../parts/links';
import { BYTES, COUNT, RATIO, SECONDS } from '../parts/look';
import { ask, NO_QUEUE } from '../parts/query';
import { datasource } from '../parts/variables';
import { PLACES } from '../places';
import { dashboardOf } from './board';

const { panels } = PLACES.broker;

/** Whether the queues are safe on this Redis server. */
export function broker(home: Home): Dashboard {
  return dashboardOf(home, {
    place: 'broker',
    description: 'Whether the queues are safe on this Redis server: memory, eviction, clients, replication, persistence, deliveries.',
    variables: [datasource(home)],
    events: NO_QUEUE,
    content: [
      {
        height: 3,
        panels: [
          [6, brokerStatus({ id: 3, title: 'Status', description: 'The worst risk to the queues on this server.' })],
          [
            6,
            brokerFact({ id: 4, title: 'Memory used', description: 'Memory that Redis uses for data.', fact: 'memoryUsed', format: BYTES }),
          ],
          [
            6,
            brokerFact({
              id: 5,
              title: 'Memory full',
              description: 'Memory used as a share of maxmemory.',
              fact: 'memoryShare',
              format: RATIO,
              none: 'no limit',
              color: [
                [null, 'text'],
                [0, 'green'],
                [0.8, 'orange'],
                [0.95, 'red'],
              ],
            }),
          ],
          [
            6,
            brokerFact({
              id: 6,
              title: 'Full in',
              description:
                'Time until memory is full at its growth of the last 15 minutes. None without a limit, or while memory does not grow.',
              fact: 'timeUntilFull',
              format: SECONDS,
              none: 'not in sight',
            }),
          ],
        ],
      },
      {
        height: 3,
        panels: [
          [6, brokerFact({ id: 7, title: 'Clients', description: 'Connections to the server.', fact: 'clients', format: COUNT })],
          [
            6,
            brokerFact({
              id: 8,
              title: 'Idle workers',
              description: 'Connections that wait in a blocking command. With Celery these are mostly workers without a task.',
              fact: 'blockedClients',
              format: COUNT,
            }),
          ],
          [
            6,
            brokerFact({
              id: 9,
              title: 'Evicted keys',
              description: 'Keys that the server removed since its start because memory was full. A queue is a key.',
              fact: 'evictedKeys',
              format: COUNT,
              color: [
                [null, 'text'],
                [0, 'green'],
                [1, 'red'],
              ],
            }),
          ],
          [6, brokerFact({ id: 10, title: 'Uptime', description: 'Time since the server started.', fact: 'uptime', format: SECONDS })],
        ],
      },
      {
        height: 4,
        panels: [
          [16, risksInWords({ id: 11, title: 'Risks in words', description: 'What is wrong, with numbers, most severe first.' })],
          [
            8,
            deliveriesTable({
              id: panels.deliveries,
              title: 'Deliveries',
              description:
                'Tasks that workers have taken and not acknowledged. Overdue: for longer than the visibility timeout, so Celery delivers them again; a worker died, or still runs them.',
            }),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            8,
            risksTable({
              id: panels.risks,
              title: 'Risks by kind',
              description: 'Each kind of risk, worst first. An alert rule watches the same numbers.',
            }),
          ],
          [
            16,
            brokerMemory({
              id: 12,
              title: 'Memory',
              description: 'Memory that Redis uses, and its limit if there is one. One point a minute, for at most a day.',
            }),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            8,
            graph({
              id: 13,
              title: 'Memory by queue',
              description: 'Estimated memory that the lists of each queue take, for the five largest.',
              queries: [ask('history', { measures: ['memory'], top: 5 })],
              format: BYTES,
              links: [toQueue(home, '__field.labels.queue')],
            }),
          ],
          [
            8,
            brokerGraph({
              id: 14,
              title: 'Clients over time',
              description: 'Connections to the server, and those that wait in a blocking command: mostly idle workers.',
              format: COUNT,
              lines: { clients: ['Clients', 'blue'], blockedClients: ['Idle workers', 'green'] },
            }),
          ],
          [
            8,
            brokerGraph({
              id: 15,
              title: 'Commands',
              description: 'Commands per second that the server runs, of all clients.',
              format: { unit: 'suffix:/s', decimals: 0 },
              lines: { opsPerSecond: ['Commands', 'blue'] },
            }),
          ],
        ],
      },
      {
        height: 4,
        panels: [
          [
            24,
            serverTable({
              id: 16,
              title: 'Server',
              description: 'What the server says about itself. What it does not report stays empty, as on some managed services.',
            }),
          ],
        ],
      },
      {
        height: 8,
        panels: [
          [
            24,
            eventsTable(
              {
                id: 17,
                title: 'Events',
                description: 'Restarts, outages, evictions, and workers that came and went, newest first. The graphs mark the same events.',
              },
              NO_QUEUE,
            ),
          ],
        ],
      },
    ],
  });
}
