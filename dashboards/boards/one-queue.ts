import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import { brokerMemory, risksInWords } from '../panels/broker';
import { eventsTable } from '../panels/events';
import { graph } from '../panels/graph';
import { contentsTable, queueNumber, queueQuality, queueStatus, tasksThatRan } from '../panels/one-queue';
import { stat } from '../panels/stat';
import { workersTable } from '../panels/workers';
import { COUNT, FACTOR, FAILURES, RATE, RATIO, SECONDS, SLOTS } from '../parts/look';
import { ask, CHOSEN } from '../parts/query';
import { datasource, oneQueue as oneQueueVariable } from '../parts/variables';
import { USUAL } from '../parts/words';
import { PLACES } from '../places';
import { dashboardOf } from './board';

const { panels } = PLACES['one-queue'];

/** Why one queue is as long as it is. */
export function oneQueue(home: Home): Dashboard {
  return dashboardOf(home, {
    place: 'one-queue',
    description: 'Why a Celery queue is as long as it is: what waits, what comes and goes, who works, what fails.',
    variables: [datasource(home), oneQueueVariable()],
    events: { queues: CHOSEN },
    content: [
      {
        height: 3,
        panels: [
          [6, queueStatus()],
          [
            6,
            queueNumber({
              id: 31,
              title: 'Waiting',
              description: 'Tasks that no worker has taken yet, over all priorities.',
              measure: 'waiting',
              format: COUNT,
              live: true,
            }),
          ],
          [
            6,
            queueNumber({
              id: 4,
              title: 'Oldest task',
              description: 'Age of the oldest waiting task.',
              measure: 'oldestAge',
              format: SECONDS,
            }),
          ],
          [
            6,
            queueNumber({
              id: 5,
              title: 'Empty in',
              description: 'Time until the queue is empty at the current rates. There is no estimate while it does not shrink.',
              measure: 'drainTime',
              format: SECONDS,
              none: 'no estimate',
            }),
          ],
        ],
      },
      {
        height: 3,
        panels: [
          [
            6,
            queueNumber({
              id: 30,
              title: 'In flight',
              description:
                'Tasks that a worker has taken but not acknowledged: prefetched, waiting for their ETA, or running with acks_late.',
              measure: 'inFlight',
              format: COUNT,
            }),
          ],
          [
            6,
            queueNumber({
              id: 6,
              title: 'Workers',
              description:
                'Online workers that consume this queue. Known from the data source settings, from remote control, or from the name of the worker.',
              measure: 'workers',
              format: COUNT,
            }),
          ],
          [6, deviation()],
          [6, failing()],
        ],
      },
      {
        height: 8,
        panels: [
          [
            12,
            graph({
              id: panels.waiting,
              title: 'Waiting',
              description:
                'Tasks that no worker has taken yet. The grey band is the usual range of the same hour of the week. It needs two weeks of mirrored history.',
              queries: [ask('history', { queues: CHOSEN, live: true, usual: true })],
              format: COUNT,
              color: 'blue',
              legend: 'none',
            }),
          ],
          [
            12,
            graph({
              id: panels.age,
              title: 'Age of the oldest task',
              description:
                'A straight rise means that no task is taken. Exact if messages say when they were sent, otherwise at least this old.',
              queries: [ask('history', { queues: CHOSEN, measures: ['oldestAge'] })],
              format: SECONDS,
              color: 'blue',
              legend: 'none',
              limitsFromData: true,
            }),
          ],
        ],
      },
      {
        height: 8,
        panels: [
          [
            12,
            graph({
              id: panels.flow,
              title: 'Tasks in and out',
              description: 'Tasks that enter the queue, and tasks that workers take. The queue grows while In is above Out.',
              queries: [ask('history', { queues: CHOSEN, measures: ['arrivals', 'departures'], statistic: 'avg' })],
              format: RATE,
              lines: { arrivals: ['In', 'orange'], departures: ['Out', 'green'] },
            }),
          ],
          [
            12,
            graph({
              id: 21,
              title: 'Outcomes',
              description: 'How runs of tasks of this queue ended, per second. It needs task events.',
              queries: [ask('runs', { format: 'timeseries', queues: CHOSEN, by: 'queue', measures: ['succeeded', 'failed', 'retried'] })],
              format: RATE,
              points: true,
              lines: { succeeded: ['Succeeded', 'green'], failed: ['Failed', 'red'], retried: ['Retried', 'orange'] },
            }),
          ],
        ],
      },
      {
        height: 8,
        panels: [
          [
            10,
            graph({
              id: 22,
              title: 'Queue time and run time, p95',
              description:
                'How long tasks of this queue waited for a worker, and how long they ran: 95 of 100 took no longer. It needs task events.',
              queries: [ask('runs', { format: 'timeseries', queues: CHOSEN, by: 'queue', measures: ['queueTime', 'runtime'] })],
              format: SECONDS,
              points: true,
              lines: { queueTime: ['Queue time', 'orange'], runtime: ['Run time', 'blue'] },
            }),
          ],
          [14, tasksThatRan(home)],
        ],
      },
      {
        height: 8,
        panels: [
          [
            12,
            graph({
              id: 7,
              title: 'Waiting by priority',
              description: 'One layer for each priority. In Redis, 0 is the most urgent.',
              queries: [ask('history', { queues: CHOSEN, by: 'priority', live: true })],
              format: COUNT,
              stacked: true,
            }),
          ],
          [
            12,
            graph({
              id: 10,
              title: 'Waiting, in flight, scheduled',
              description: 'In flight: taken by a worker and not acknowledged. Scheduled: in flight, with an ETA in the future.',
              queries: [ask('history', { queues: CHOSEN, measures: ['waiting', 'inFlight', 'scheduled'] })],
              format: COUNT,
              lines: { waiting: ['Waiting', 'blue'], inFlight: ['In flight', 'yellow'], scheduled: ['Scheduled', 'purple'] },
            }),
          ],
        ],
      },
      {
        height: 8,
        panels: [
          [
            12,
            graph({
              id: 32,
              title: 'Busy and needed worker slots',
              description:
                'Worker processes or threads that tasks of this queue keep busy, and how many it takes to keep up. It needs task events.',
              queries: [ask('history', { queues: CHOSEN, measures: ['busy', 'neededConcurrency'], statistic: 'avg' })],
              format: SLOTS,
              lines: { busy: ['Busy', 'blue'], neededConcurrency: ['Needed', 'orange'] },
            }),
          ],
          [
            12,
            workersTable(
              {
                id: 13,
                title: 'Workers of this queue',
                description: 'Workers that consume this queue, as far as is known, and were heard within a day.',
              },
              CHOSEN,
              'short',
            ),
          ],
        ],
      },
      { height: 7, panels: [[24, contentsTable()]] },
      {
        height: 5,
        panels: [
          [6, queueQuality()],
          [10, risksInWords({ id: 14, title: 'Risks of the broker', description: 'What puts all queues on this Redis server at risk.' })],
          [
            8,
            brokerMemory({ id: 16, title: 'Memory of the broker', description: 'Memory that Redis uses, and its limit if there is one.' }),
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
                description: 'Events of this queue, of the workers and of the whole broker. The graphs mark the same events.',
              },
              { queues: CHOSEN },
            ),
          ],
        ],
      },
    ],
  });
}

function deviation() {
  return stat({
    id: 18,
    title: 'Against usual',
    description:
      'How far the number of waiting tasks is outside its usual range for this hour of the week, in widths of that range. Negative: below it. It needs two weeks of mirrored history.',
    queries: [ask('history', { queues: CHOSEN, measures: ['deviation'], statistic: 'last' })],
    format: FACTOR,
    color: [
      [null, 'purple'],
      [-1.5, 'green'],
      [1.5, 'orange'],
    ],
    mappings: USUAL,
  });
}

function failing() {
  return stat({
    id: 19,
    title: 'Failed',
    description: 'Share of runs of tasks of this queue that failed in the time range. It needs task events.',
    queries: [ask('runs', { queues: CHOSEN, by: 'queue', measures: ['failureRatio'] })],
    column: 'failureRatio',
    format: RATIO,
    color: FAILURES,
  });
}
