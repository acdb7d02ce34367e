import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import { eventsTable } from '../panels/events';
import { graph } from '../panels/graph';
import { stat } from '../panels/stat';
import { capacityTable, workersTable } from '../panels/workers';
import { workersInState } from '../panels/workers-in-state';
import { toQueue } from '../parts/links';
import { COUNT, RATE, RATIO, SLOTS } from '../parts/look';
import { ask, CHOSEN, NO_QUEUE } from '../parts/query';
import { datasource, manyQueues } from '../parts/variables';
import { PLACES } from '../places';
import { dashboardOf } from './board';

const { panels } = PLACES.workers;

/** Who works on which queue, and whether there are enough. */
export function workers(home: Home): Dashboard {
  const links = [toQueue(home, '__field.labels.queue')];
  return dashboardOf(home, {
    place: 'workers',
    description: 'Which workers there are, how busy they are, and which queues need more of them.',
    variables: [datasource(home), manyQueues()],
    events: NO_QUEUE,
    content: [
      {
        height: 3,
        panels: [
          [
            6,
            workersInState({ id: 2, title: 'Online', description: 'Workers that were heard recently.', state: 'online', color: 'green' }),
          ],
          [
            6,
            workersInState({
              id: 3,
              title: 'Late',
              description: 'Workers that have missed two heartbeats.',
              state: 'late',
              color: [
                [null, 'text'],
                [0, 'green'],
                [1, 'orange'],
              ],
            }),
          ],
          [
            6,
            workersInState({
              id: 4,
              title: 'Gone',
              description: 'Workers that stopped, or have missed three heartbeats, within a day.',
              state: 'gone',
              color: [
                [null, 'text'],
                [0, 'green'],
                [1, 'red'],
              ],
            }),
          ],
          [
            6,
            stat({
              id: 5,
              title: 'Busy slots',
              description:
                'Worker processes or threads that run a task of the chosen queues, on average over five minutes. It needs task events.',
              queries: [ask('history', { queues: CHOSEN, measures: ['busy'], by: 'total', statistic: 'last' })],
              format: SLOTS,
              spark: true,
            }),
          ],
        ],
      },
      {
        height: 10,
        panels: [
          [
            24,
            workersTable(
              {
                id: panels.workers,
                title: 'Workers',
                description:
                  'Every worker that was heard within a day. Running: tasks it runs now. Slots: tasks it can run at a time. Starts: tasks it starts per second. Started: tasks since it started. What is empty needs remote control or the data source settings.',
              },
              [],
              'all',
            ),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            24,
            capacityTable(home, {
              id: 6,
              title: 'Workers per queue',
              description:
                'How many workers consume each queue, how many slots they have, how many are busy, and how many it takes to keep up with arrivals. Where nothing is known the cell is empty.',
            }),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            12,
            graph({
              id: 7,
              title: 'Workers by queue',
              description:
                'Online workers that consume each queue, for the eight queues with the most. A line at 0 means that nobody consumes the queue.',
              queries: [ask('history', { queues: CHOSEN, measures: ['workers'], statistic: 'min', top: 8 })],
              format: COUNT,
              links,
            }),
          ],
          [
            12,
            graph({
              id: 8,
              title: 'Busy worker slots by queue',
              description:
                'Worker processes or threads that tasks of each queue keep busy, for the eight busiest queues. It needs task events.',
              queries: [ask('history', { queues: CHOSEN, measures: ['busy'], statistic: 'avg', top: 8 })],
              format: SLOTS,
              stacked: true,
              links,
            }),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            12,
            graph({
              id: 9,
              title: 'Throughput by worker',
              description: 'Tasks that succeeded per second, for the eight workers that finish the most. It needs task events.',
              queries: [ask('runs', { format: 'timeseries', queues: CHOSEN, by: 'worker', measures: ['succeeded'], top: 8 })],
              format: RATE,
              points: true,
            }),
          ],
          [
            12,
            graph({
              id: 10,
              title: 'Failure ratio by worker',
              description:
                'Share of runs that failed, for the eight workers where it is highest. One worker above the others points at its machine.',
              queries: [ask('runs', { format: 'timeseries', queues: CHOSEN, by: 'worker', measures: ['failureRatio'], top: 8 })],
              format: RATIO,
              points: true,
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
                id: 11,
                title: 'Events',
                description: 'Workers that came and went, and events of the broker, newest first. The graphs mark the same events.',
              },
              NO_QUEUE,
            ),
          ],
        ],
      },
    ],
  });
}
