import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import { brokerStatus } from '../panels/broker';
import { queuesWithStatus } from '../panels/queues';
import { stat } from '../panels/stat';
import { COUNT, FAILURES, RATIO, SECONDS } from '../parts/look';
import { ask } from '../parts/query';
import { everyDatasource } from '../parts/variables';
import { dashboardOf } from './board';

/** One line of large numbers for each broker, readable from afar. */
export function environments(home: Home): Dashboard {
  const links = [{ title: 'Open the overview', url: home.overviewOfSeries }];
  return dashboardOf(home, {
    place: 'environments',
    description: 'Every environment on one screen: late and critical queues, waiting tasks, the oldest task, failures, the broker.',
    variables: [everyDatasource()],
    isWall: true,
    content: [
      { id: 1, title: '$datasource', repeat: 'datasource' },
      {
        height: 6,
        panels: [
          [
            3,
            queuesWithStatus({
              id: 2,
              isLarge: true,
              title: 'Late',
              description: 'Queues above their warning threshold by length or by age of the oldest task, or without a worker.',
              queues: [],
              atLeast: 'warning',
              color: [
                [null, 'text'],
                [0, 'green'],
                [1, 'orange'],
              ],
            }),
          ],
          [
            4,
            queuesWithStatus({
              id: 3,
              isLarge: true,
              title: 'Critical',
              description: 'Queues above their critical threshold, and queues with waiting tasks that no worker consumes.',
              queues: [],
              atLeast: 'critical',
              color: [
                [null, 'text'],
                [0, 'green'],
                [1, 'red'],
              ],
            }),
          ],
          [
            4,
            stat({
              id: 4,
              isLarge: true,
              title: 'Waiting',
              description: 'Tasks in all queues that no worker has taken yet. Click the number to open the overview.',
              queries: [ask('history', { by: 'total', statistic: 'last' })],
              format: COUNT,
              spark: true,
              links,
            }),
          ],
          [
            4,
            stat({
              id: 5,
              isLarge: true,
              title: 'Oldest',
              description: 'Age of the oldest waiting task.',
              queries: [ask('history', { measures: ['oldestAge'], by: 'total', statistic: 'last' })],
              format: { ...SECONDS, decimals: 0 },
              spark: true,
              links,
            }),
          ],
          [
            5,
            stat({
              id: 6,
              isLarge: true,
              title: 'Failed',
              description: 'Share of task runs that failed in the time range. It needs task events.',
              queries: [ask('runs', { by: 'total', measures: ['failureRatio'] })],
              column: 'failureRatio',
              format: RATIO,
              color: FAILURES,
              none: '–',
            }),
          ],
          [4, brokerStatus({ id: 7, isLarge: true, title: 'Broker', description: 'The worst risk to the queues on the Redis server.' })],
        ],
      },
    ],
  });
}
