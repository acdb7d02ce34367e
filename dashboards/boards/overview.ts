import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import { alertList } from '../panels/alert-list';
import { bars } from '../panels/bars';
import { brokerMemory, brokerStatus, risksInWords } from '../panels/broker';
import { eventsTable } from '../panels/events';
import { graph } from '../panels/graph';
import { critical, failing, late, oldest, oneOfMany, waiting } from '../panels/overview';
import { queuesTable } from '../panels/queues';
import { timeline } from '../panels/timeline';
import { workersTable } from '../panels/workers';
import { link, toQueue, toTask } from '../parts/links';
import { COUNT, RATE, RATIO, SECONDS, SLOTS } from '../parts/look';
import { ask, CHOSEN } from '../parts/query';
import { datasource, manyQueues } from '../parts/variables';
import { STATUS_NUMBERS } from '../parts/words';
import { PLACES } from '../places';
import { dashboardOf } from './board';

const { panels } = PLACES.queues;

/** Whether anything is late, and why, from the worst queue down. */
export function overview(home: Home): Dashboard {
  const links = [toQueue(home, '__field.labels.queue')];
  return dashboardOf(home, {
    place: 'queues',
    description: 'Is anything late, is it growing, who works, what fails, is the broker safe, and what changed.',
    variables: [datasource(home), manyQueues()],
    events: { queues: CHOSEN },
    links: home.datasource ? [link('Alert rules', `/alerting/list?search=datasource:"${home.datasource.name}"`, false)] : [],
    content: [
      {
        height: 3,
        panels: [
          [8, late()],
          [8, critical()],
          [8, waiting()],
        ],
      },
      {
        height: 3,
        panels: [
          [8, oldest()],
          [8, failing()],
          [8, brokerStatus({ id: 15, title: 'Broker', description: 'The worst risk to the queues on this Redis server.' })],
        ],
      },
      { id: 20, title: 'Is anything late?' },
      {
        height: 12,
        panels: [
          [
            24,
            queuesTable(
              {
                id: panels.queues,
                title: 'Queues',
                description:
                  'Worst first: by status, then by waiting tasks. In and Out are tasks per second. Empty in is the time until the queue is empty at these rates; there is none while the queue does not shrink. Failed is the share of tasks that failed in the time range; it needs task events. Click a queue to open it.',
              },
              home,
            ),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            12,
            graph({
              id: panels.late,
              title: 'Age of the oldest task',
              description:
                'Age of the oldest waiting task, of the eight queues where it is highest. A straight rise means that no task is taken.',
              queries: [ask('history', { queues: CHOSEN, measures: ['oldestAge'], top: 8 })],
              format: SECONDS,
              links,
            }),
          ],
          [
            12,
            timeline({
              id: 8,
              title: 'Status',
              description: 'Status of the twelve worst queues over time. The thresholds are in the data source settings.',
              queries: [ask('history', { queues: CHOSEN, measures: ['status'], top: 12 })],
              mappings: STATUS_NUMBERS,
              links,
            }),
          ],
        ],
      },
      { id: 22, title: 'Is it growing?' },
      {
        height: 9,
        panels: [
          [
            12,
            graph({
              id: panels.flow,
              title: 'Tasks in and out',
              description: 'Tasks that enter the chosen queues, and tasks that workers take. The backlog grows while In is above Out.',
              queries: [ask('history', { queues: CHOSEN, measures: ['arrivals', 'departures'], by: 'total', statistic: 'avg' })],
              format: RATE,
              lines: { arrivals: ['In', 'orange'], departures: ['Out', 'green'] },
            }),
          ],
          [
            12,
            graph({
              id: 6,
              title: 'Waiting by queue',
              description: 'The eight longest queues. New points appear as they are sampled, without a refresh.',
              queries: [ask('history', { queues: CHOSEN, top: 8, live: true })],
              format: COUNT,
              links,
            }),
          ],
        ],
      },
      {
        height: 8,
        panels: [
          [
            24,
            graph({
              id: 12,
              title: 'Last 90 days',
              description:
                'Most tasks that waited in each six hours, for the eight longest queues. Older data comes from CloudWatch if the mirror is on.',
              queries: [ask('history', { queues: CHOSEN, top: 8 })],
              format: COUNT,
              legend: 'table',
              legendCalcs: ['max'],
              range: { from: '90d', step: '6h' },
            }),
          ],
        ],
      },
      { id: 23, title: 'Who works?' },
      {
        height: 9,
        panels: [
          [
            12,
            workersTable(
              {
                id: 24,
                title: 'Workers',
                description: 'Workers that were heard within a day, the queues they consume, and the tasks they run.',
              },
              [],
              'short',
            ),
          ],
          [
            12,
            graph({
              id: 25,
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
      { id: 26, title: 'What fails?' },
      {
        height: 9,
        panels: [
          [
            8,
            bars({
              id: 27,
              title: 'Failed most',
              description: 'The five tasks that failed most often in the time range. A run that is retried is no failure.',
              queries: [ask('runs', { queues: CHOSEN, measures: ['failed'], top: 5 })],
              format: COUNT,
              column: 'failed',
              name: 'task',
              color: 'red',
              none: 'No task failed',
              links: [toTask(home, '__data.fields.task')],
            }),
          ],
          [
            16,
            graph({
              id: 28,
              title: 'Failure ratio by task',
              description: 'Share of runs that failed, for the eight tasks where it is highest.',
              queries: [ask('runs', { format: 'timeseries', queues: CHOSEN, measures: ['failureRatio'], top: 8 })],
              format: RATIO,
              points: true,
              links: [toTask(home, '__field.labels.task')],
            }),
          ],
        ],
      },
      { id: 29, title: 'Is the broker safe?' },
      {
        height: 5,
        panels: [
          [
            12,
            risksInWords({ id: 30, title: 'Risks', description: 'What puts the queues on this Redis server at risk, most severe first.' }),
          ],
          [
            12,
            brokerMemory({
              id: 31,
              title: 'Memory',
              description: 'Memory that Redis uses, and its limit if there is one. One point a minute.',
            }),
          ],
        ],
      },
      { id: 32, title: 'What changed?' },
      {
        height: 9,
        panels: [
          [
            16,
            eventsTable(
              {
                id: panels.events,
                title: 'Events',
                description:
                  'Thresholds crossed, workers that came and went, restarts and outages, newest first. The graphs mark the same events.',
              },
              { queues: CHOSEN },
            ),
          ],
          [8, alertList({ id: 5, title: 'Alerts', description: 'Alerts that fire, of rules that belong to this dashboard.' })],
        ],
      },
      {
        id: 10,
        title: 'Queue by queue',
        closed: [{ height: 7, panels: [[8, oneOfMany()]] }],
      },
    ],
  });
}
