import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import { aboutTasks } from '../panels/about-tasks';
import {
  exceptions,
  queueTimeAgainstRunTime,
  runBars,
  runGraph,
  runMean,
  runQuality,
  runsByQueue,
  runsByWorker,
  runTotal,
  whatTakesTheTime,
} from '../panels/tasks';
import { COUNT, FAILURES, RATE, RATIO, SECONDS, SLOTS } from '../parts/look';
import { NO_QUEUE } from '../parts/query';
import { datasource, manyQueues, tasks as tasksVariable } from '../parts/variables';
import { PLACES } from '../places';
import { dashboardOf } from './board';

const { panels } = PLACES.tasks;

/** Which tasks take the time of the workers, and which fail. */
export function tasks(home: Home): Dashboard {
  return dashboardOf(home, {
    place: 'tasks',
    description: 'Which tasks take the time of the workers, which fail, and which wait. From task events.',
    variables: [datasource(home), manyQueues(), tasksVariable()],
    events: NO_QUEUE,
    content: [
      {
        height: 3,
        panels: [
          [
            6,
            runMean({
              id: 21,
              title: 'Throughput',
              description: 'Tasks that succeeded per second, on average over the time range.',
              measure: 'succeeded',
              format: RATE,
              color: 'green',
            }),
          ],
          [
            6,
            runTotal({
              id: 2,
              title: 'Failed',
              description: 'Share of runs that failed in the time range. A run that is retried is no failure.',
              measure: 'failureRatio',
              format: RATIO,
              color: FAILURES,
            }),
          ],
          [
            6,
            runTotal({
              id: 6,
              title: 'Retried',
              description: 'Runs that failed and will be tried again, in the time range.',
              measure: 'retried',
              format: COUNT,
              color: [
                [null, 'text'],
                [0, 'green'],
                [1, 'orange'],
              ],
            }),
          ],
          [
            6,
            runMean({
              id: 3,
              title: 'Busy slots',
              description: 'Worker processes or threads that run a task, on average over the time range.',
              measure: 'busy',
              format: SLOTS,
            }),
          ],
        ],
      },
      {
        height: 3,
        panels: [
          [
            8,
            runTotal({
              id: 4,
              title: 'Run time, p95',
              description: '95 of 100 tasks that succeeded took no longer to run.',
              measure: 'runtime',
              format: SECONDS,
            }),
          ],
          [
            8,
            runTotal({
              id: 5,
              title: 'Queue time, p95',
              description:
                '95 of 100 tasks waited no longer, from sending, or from the ETA if that is later, to the start of the run. It needs events from the senders.',
              measure: 'queueTime',
              format: SECONDS,
            }),
          ],
          [
            8,
            runQuality({
              id: 7,
              title: 'Data quality',
              description:
                'How complete the numbers are. Estimate: only a share of the tasks is listened to. At least this: some tasks are missing, such as those of workers that send no events. The mark beside the title says why.',
            }),
          ],
        ],
      },
      {
        height: 10,
        panels: [
          [
            24,
            whatTakesTheTime(home, {
              id: 8,
              title: 'What takes the time',
              description:
                'Tasks by the worker processes or threads that they keep busy, in the time range. Of run time and queue time, 95 of 100 tasks took no longer. Click a task to show only it, or its logs.',
            }),
          ],
        ],
      },
      {
        height: 8,
        panels: [
          [
            8,
            runBars(home, {
              id: 9,
              title: 'Slowest',
              description: 'The five tasks with the longest run time, which 95 of 100 runs did not exceed.',
              measure: 'runtime',
              format: SECONDS,
              color: 'blue',
              none: 'No task ran',
            }),
          ],
          [
            8,
            runBars(home, {
              id: 10,
              title: 'Failed most',
              description: 'The five tasks that failed most often in the time range. A run that is retried is no failure.',
              measure: 'failed',
              format: COUNT,
              color: 'red',
              none: 'No task failed',
            }),
          ],
          [
            8,
            runBars(home, {
              id: 11,
              title: 'Retried most',
              description: 'The five tasks that were retried most often in the time range.',
              measure: 'retried',
              format: COUNT,
              color: 'orange',
              none: 'No task was retried',
            }),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            12,
            runGraph(home, {
              id: panels.failures,
              title: 'Failure ratio by task',
              description: 'Share of runs that failed, for the eight tasks where it is highest.',
              measure: 'failureRatio',
              format: RATIO,
            }),
          ],
          [
            12,
            runGraph(home, {
              id: 12,
              title: 'Throughput by task',
              description: 'Tasks that succeeded per second, for the eight most frequent ones.',
              measure: 'succeeded',
              format: RATE,
            }),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            12,
            runGraph(home, {
              id: 14,
              title: 'Run time by task, p95',
              description: 'Run time of the eight slowest tasks. Only runs that succeeded count.',
              measure: 'runtime',
              format: SECONDS,
            }),
          ],
          [
            12,
            runGraph(home, {
              id: 15,
              title: 'Queue time by task, p95',
              description:
                'Time from sending, or from the ETA if that is later, to the start of the run, for the eight tasks that waited longest.',
              measure: 'queueTime',
              format: SECONDS,
            }),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            12,
            runGraph(home, {
              id: 16,
              title: 'Busy slots by task',
              description: 'Worker processes or threads that each task keeps busy, for the eight tasks that take the most time.',
              measure: 'busy',
              format: SLOTS,
              stacked: true,
            }),
          ],
          [
            12,
            queueTimeAgainstRunTime({
              id: 17,
              title: 'Queue time against run time, p95',
              description: 'If queue time is above run time, tasks wait longer than they run: more workers would help.',
            }),
          ],
        ],
      },
      {
        height: 7,
        panels: [
          [
            24,
            exceptions(home, {
              id: 18,
              title: 'Exceptions',
              description:
                'Failed and retried tasks by type of exception, in the time range. Messages of exceptions are not kept. The chosen queues have no effect here. Click a task to show only it, or its logs.',
            }),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            12,
            runsByQueue(home, {
              id: 19,
              title: 'By queue',
              description:
                'Counts in the time range. Of queue time, 95 of 100 tasks took no longer. Tasks whose sender sends no events are in the row unknown. Click a queue to open it.',
            }),
          ],
          [
            12,
            runsByWorker({
              id: 22,
              title: 'By worker',
              description:
                'How many of its processes or threads each worker keeps busy, and what it ran in the time range. Workers that send no events are missing.',
            }),
          ],
        ],
      },
      { height: 9, panels: [[24, aboutTasks()]] },
    ],
  });
}
