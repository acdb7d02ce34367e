import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import { graph } from '../panels/graph';
import { mirrorFact, mirrorProblem, mirrorState } from '../panels/mirror';
import { text } from '../panels/text';
import { COUNT, DOLLARS, SECONDS, type Step } from '../parts/look';
import { ask } from '../parts/query';
import { datasource } from '../parts/variables';
import { PLACES } from '../places';
import { dashboardOf } from './board';

const { panels } = PLACES.mirror;

const BAD: readonly Step[] = [
  [null, 'text'],
  [0, 'green'],
  [1, 'red'],
];
const BEHIND: readonly Step[] = [
  [null, 'text'],
  [0, 'green'],
  [180, 'orange'],
  [600, 'red'],
];

/** Whether the mirror to CloudWatch keeps up, and what it costs. */
export function mirror(home: Home): Dashboard {
  return dashboardOf(home, {
    place: 'mirror',
    description: 'Whether the mirror to CloudWatch keeps up, what it could not store, and what it costs.',
    variables: [datasource(home)],
    refresh: '30s',
    content: [
      {
        height: 4,
        panels: [
          [
            6,
            mirrorState({
              id: panels.health,
              title: 'Mirror',
              description:
                'Whether the mirror of this Grafana stores its minutes. Off: this data source does not mirror; a separate `backlog mirror` may.',
            }),
          ],
          [
            6,
            mirrorFact({
              id: 2,
              title: 'Behind',
              description: 'Time since everything was stored. About a minute is normal, because a minute is sent after it ends.',
              fact: 'lag',
              format: SECONDS,
              none: '–',
              color: BEHIND,
            }),
          ],
          [
            6,
            mirrorFact({
              id: 3,
              title: 'Cost a month',
              description:
                'Expected cost of the metrics and requests at list prices in us-east-1, for one mirror that always runs. While the mirror is off: what it would cost.',
              fact: 'dollarsPerMonth',
              format: DOLLARS,
            }),
          ],
          [
            6,
            mirrorFact({
              id: 4,
              title: 'Metrics',
              description: 'CloudWatch metrics that the settings make of the queues and tasks known now.',
              fact: 'metrics',
              format: COUNT,
            }),
          ],
        ],
      },
      {
        height: 3,
        panels: [
          [
            6,
            mirrorFact({
              id: 5,
              title: 'Stored',
              description: 'Records that CloudWatch took since the mirror started: one for each queue or task, measure and minute.',
              fact: 'stored',
              format: COUNT,
              none: '–',
              color: 'green',
            }),
          ],
          [
            6,
            mirrorFact({
              id: 6,
              title: 'Refused',
              description: 'Records that CloudWatch did not take since the mirror started. They are lost.',
              fact: 'refused',
              format: COUNT,
              none: '–',
              color: BAD,
            }),
          ],
          [
            6,
            mirrorFact({
              id: 7,
              title: 'Dropped',
              description: 'Records given up since the mirror started, because CloudWatch could not be reached for three hours.',
              fact: 'dropped',
              format: COUNT,
              none: '–',
              color: BAD,
            }),
          ],
          [
            6,
            mirrorFact({
              id: 8,
              title: 'Minutes waiting',
              description: 'Minutes that are kept until CloudWatch can be reached.',
              fact: 'pendingMinutes',
              format: COUNT,
              none: '–',
              color: [
                [null, 'text'],
                [0, 'green'],
                [3, 'orange'],
                [30, 'red'],
              ],
            }),
          ],
        ],
      },
      {
        height: 3,
        panels: [
          [
            6,
            mirrorFact({
              id: 9,
              title: 'Queues mirrored',
              description: 'Queues with metrics of their own.',
              fact: 'queues',
              format: COUNT,
            }),
          ],
          [
            6,
            mirrorFact({
              id: 10,
              title: 'Queues added up',
              description: 'Queues over the limit of the settings. They are stored together, under the name Other.',
              fact: 'queuesTogether',
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
            mirrorFact({
              id: 11,
              title: 'Budget a month',
              description: 'The most that the mirror may cost. Over the budget nothing is mirrored.',
              fact: 'dollarsBudget',
              format: DOLLARS,
              none: 'no limit',
            }),
          ],
          [
            6,
            mirrorFact({
              id: 12,
              title: 'Spent on reading',
              description: 'Cost of reading history back from CloudWatch, since the plugin started.',
              fact: 'dollarsRead',
              format: { ...DOLLARS, decimals: 4 },
              none: '–',
            }),
          ],
        ],
      },
      {
        height: 3,
        panels: [
          [
            6,
            mirrorFact({
              id: 15,
              title: 'Requests',
              description: 'Requests to CloudWatch since the mirror started. A minute takes one for each thousand metrics.',
              fact: 'requests',
              format: COUNT,
              none: '–',
            }),
          ],
          [
            6,
            mirrorFact({
              id: 16,
              title: 'Stored by others',
              description: 'Minutes that another mirror stored, where several take turns.',
              fact: 'elsewhere',
              format: COUNT,
              none: '–',
            }),
          ],
          [
            6,
            mirrorFact({
              id: 17,
              title: 'Requests a month',
              description: 'Requests that the mirror sends in a month, if it always runs.',
              fact: 'requestsPerMonth',
              format: COUNT,
            }),
          ],
          [
            6,
            mirrorFact({
              id: 18,
              title: 'Metrics read',
              description: 'Metrics read back from CloudWatch, since the plugin started.',
              fact: 'metricsRead',
              format: COUNT,
              none: '–',
            }),
          ],
        ],
      },
      {
        height: 4,
        panels: [
          [
            24,
            mirrorProblem({
              id: 13,
              title: 'Destination and problems',
              description: 'Where the minutes are stored, and what is wrong, with what to do about it.',
            }),
          ],
        ],
      },
      {
        height: 9,
        panels: [
          [
            24,
            graph({
              id: 14,
              title: 'What is stored: waiting tasks, last 90 days',
              description:
                'Most tasks that waited in each six hours, all queues together, read back from CloudWatch if the mirror or reading is on.',
              queries: [ask('history', { by: 'total' })],
              format: COUNT,
              color: 'blue',
              legend: 'none',
              range: { from: '90d', step: '6h' },
            }),
          ],
        ],
      },
      { height: 5, panels: [[24, about()]] },
    ],
  });
}

function about() {
  return text({
    id: 19,
    title: 'About these numbers',
    description: 'Which mirror the numbers are about, and how to spend less.',
    content: `The numbers are those of the mirror that runs in this Grafana, since it started. A separate \`backlog mirror\` shows its own at \`/metrics\`. If several mirrors take turns, each stores a part of the minutes, so one may have stored none.

**To spend less**, mirror fewer measures, lower *Most queues*, exclude queues, or set a budget. All are in the data source settings, which show the cost while you type. \`docs/mirror.md\` has the details.`,
  });
}
