import type { AlertRow } from './row';
import { THRESHOLDS } from './thresholds';

const { growth, growingFrom, deviation } = THRESHOLDS;

/** Every rule about queues keeps its state while nobody can read the broker: "broker unreadable" alone tells that. */
const UNREADABLE = { noData: 'KeepLast', onError: 'KeepLast' } as const;
const queues = (refId: string, measure: string, statistic: 'max' | 'min' | 'avg' | 'last' = 'last') => ({
  refId,
  query: { queryType: 'history', measures: [measure], statistic },
});
const reduce = (refId: string, of: string, reducer: 'min' | 'max' | 'mean' | 'last') => ({ refId, type: 'reduce', of, reducer }) as const;

/** Rules with one alert for each queue. */
export const QUEUE_ROWS = [
  {
    name: 'queue-critical',
    title: 'Celery queue critical',
    firesWhen: 'the status of a queue is critical for ten minutes, by the data source thresholds for its length and for its oldest task',
    severity: 'critical',
    labels: ['broker', 'queue'],
    place: { dashboard: 'queues', panel: 'queues' },
    lookBack: 5,
    pending: 5,
    ...UNREADABLE,
    queries: [queues('waiting', 'waiting'), queues('status', 'status')],
    expressions: [
      reduce('tasks', 'waiting', 'last'),
      // The minimum keeps a queue here, and not under "unconsumed", if its workers come and go.
      reduce('rank', 'status', 'min'),
      { refId: 'critical', type: 'threshold', of: 'rank', evaluator: { type: 'within_range', params: [1.5, 2.5] } },
    ],
    summary: 'Celery queue {{ $labels.queue }} on {{ $labels.broker }} is critical: {{ $values.tasks }} tasks are waiting',
    description:
      'Queue {{ $labels.queue }} has been over its critical threshold for ten minutes, by its length or by the age of its oldest task. Check first whether its workers are online and busy.',
    alarm: {
      metrics: [{ id: 'waiting', name: 'Waiting', by: 'Queue', stat: 'Maximum' }],
      comparison: 'GreaterThanThreshold',
      threshold: 'MaxWaiting',
      minutes: 10,
      breaching: 8,
      missing: 'missing',
      description: 'More than MaxWaiting tasks wait in QUEUE, and the workers do not keep up.',
    },
  },
  {
    name: 'queue-unconsumed',
    title: 'Celery queue unconsumed',
    firesWhen: 'tasks wait in a queue for five minutes, and it is known that no worker consumes it',
    severity: 'critical',
    labels: ['broker', 'queue'],
    place: { dashboard: 'one-queue', panel: 'waiting' },
    lookBack: 5,
    pending: 5,
    ...UNREADABLE,
    queries: [queues('waiting', 'waiting'), queues('status', 'status')],
    expressions: [
      reduce('tasks', 'waiting', 'last'),
      reduce('rank', 'status', 'last'),
      { refId: 'unconsumed', type: 'threshold', of: 'rank', evaluator: { type: 'gt', params: [2] } },
    ],
    summary: 'No worker consumes Celery queue {{ $labels.queue }} on {{ $labels.broker }}: {{ $values.tasks }} tasks are waiting',
    description:
      'Tasks wait in queue {{ $labels.queue }}, and no online worker has consumed it for five minutes. Start a worker with -Q {{ $labels.queue }}, or find out why the last one stopped.',
    alarm: {
      metrics: [
        { id: 'waiting', name: 'Waiting', by: 'Queue', stat: 'Minimum' },
        { id: 'workers', name: 'Workers', by: 'Queue', stat: 'Maximum' },
      ],
      expression: 'IF(workers < 1, waiting, 0)',
      comparison: 'GreaterThanThreshold',
      threshold: 0,
      minutes: 5,
      breaching: 5,
      missing: 'missing',
      description: 'Tasks wait in QUEUE and no worker consumes it.',
    },
  },
  {
    name: 'oldest-task',
    title: 'Celery task waits too long',
    firesWhen:
      'the oldest task of a queue is older than the age threshold of the data source for five minutes (the warning one, if there are two)',
    severity: 'warning',
    labels: ['broker', 'queue'],
    place: { dashboard: 'one-queue', panel: 'age' },
    lookBack: 5,
    pending: 5,
    noData: 'OK', // no age threshold is set
    onError: 'KeepLast',
    queries: [
      { refId: 'lateness', query: { queryType: 'now', measures: ['lateness'] } },
      { refId: 'seconds', query: { queryType: 'now', measures: ['oldestAge'] } },
    ],
    expressions: [{ refId: 'late', type: 'math', expression: '$lateness > 1 && $seconds > 0' }],
    summary:
      'The oldest task in Celery queue {{ $labels.queue }} on {{ $labels.broker }} has waited for {{ humanizeDuration $values.seconds.Value }}',
    description:
      'The oldest task in queue {{ $labels.queue }} has waited {{ printf "%.1f" $values.lateness.Value }} times as long as its age threshold allows. Check first whether its workers are stuck on long tasks.',
    alarm: {
      metrics: [{ id: 'age', name: 'OldestAge', by: 'Queue', stat: 'Maximum' }],
      comparison: 'GreaterThanThreshold',
      threshold: 'MaxAgeSeconds',
      minutes: 3,
      breaching: 3,
      missing: 'missing',
      description: 'The oldest task in QUEUE has waited more than MaxAgeSeconds s.',
    },
  },
  {
    name: 'queue-stalled',
    title: 'Celery queue stalled',
    firesWhen: 'tasks wait in a queue for ten minutes and none leaves it, although workers consume it or may do so',
    severity: 'critical',
    labels: ['broker', 'queue'],
    place: { dashboard: 'one-queue', panel: 'flow' },
    lookBack: 5,
    pending: 5,
    ...UNREADABLE,
    queries: [queues('waiting', 'waiting', 'min'), queues('departures', 'departures', 'max'), queues('status', 'status', 'max')],
    expressions: [
      reduce('tasks', 'waiting', 'min'),
      reduce('rate', 'departures', 'max'),
      reduce('rank', 'status', 'max'),
      // 3 is unconsumed, which has its own rule.
      { refId: 'stalled', type: 'math', expression: '$tasks > 0 && $rate == 0 && $rank < 3' },
    ],
    summary: 'Celery queue {{ $labels.queue }} on {{ $labels.broker }} is stalled: {{ $values.tasks }} tasks are waiting and none leaves',
    description:
      'No worker has taken a task from queue {{ $labels.queue }} for ten minutes. Check first which tasks its workers are running, and for how long.',
    alarm: {
      metrics: [
        { id: 'waiting', name: 'Waiting', by: 'Queue', stat: 'Minimum' },
        { id: 'departures', name: 'Departures', by: 'Queue', stat: 'Maximum' },
      ],
      expression: 'IF(departures > 0, 0, waiting)',
      comparison: 'GreaterThanThreshold',
      threshold: 0,
      minutes: 10,
      breaching: 10,
      missing: 'missing',
      description: 'Tasks wait in QUEUE and no worker has taken one for ten minutes.',
    },
  },
  {
    name: 'queue-growing',
    title: 'Celery queue growing',
    firesWhen: `more tasks arrive in a queue than leave it, by ${Math.round((growth - 1) * 100)} % and for 30 minutes, and at least ${growingFrom} wait`,
    severity: 'warning',
    labels: ['broker', 'queue'],
    place: { dashboard: 'one-queue', panel: 'flow' },
    lookBack: 15,
    pending: 15,
    ...UNREADABLE,
    queries: [queues('waiting', 'waiting'), queues('arrivals', 'arrivals', 'avg'), queues('departures', 'departures', 'avg')],
    expressions: [
      reduce('tasks', 'waiting', 'last'),
      reduce('in', 'arrivals', 'mean'),
      reduce('out', 'departures', 'mean'),
      { refId: 'growing', type: 'math', expression: `$in > $out * ${growth} && $tasks >= ${growingFrom}` },
    ],
    summary: 'Celery queue {{ $labels.queue }} on {{ $labels.broker }} is growing: {{ $values.tasks }} tasks are waiting',
    description:
      '{{ printf "%.2f" $values.in.Value }} tasks a second arrive in queue {{ $labels.queue }} and {{ printf "%.2f" $values.out.Value }} leave it. Add workers, or find out who sends so many tasks.',
    alarm: {
      metrics: [
        { id: 'waiting', name: 'Waiting', by: 'Queue', stat: 'Minimum' },
        { id: 'arrivals', name: 'Arrivals', by: 'Queue', stat: 'Average' },
        { id: 'departures', name: 'Departures', by: 'Queue', stat: 'Average' },
      ],
      expression: `IF(waiting < ${growingFrom}, 0, arrivals - departures * ${growth})`,
      comparison: 'GreaterThanThreshold',
      threshold: 0,
      minutes: 30,
      breaching: 25,
      missing: 'missing',
      description: 'More tasks arrive in QUEUE than leave it, for 30 minutes.',
    },
  },
  {
    name: 'queue-unusual',
    title: 'Celery queue unusual',
    firesWhen: `the number of waiting tasks is outside its usual range by ${deviation} widths of that range for ten minutes, above or below`,
    severity: 'warning',
    labels: ['broker', 'queue'],
    place: { dashboard: 'one-queue', panel: 'waiting' },
    lookBack: 5,
    pending: 10,
    noData: 'OK', // the usual range is unknown
    onError: 'KeepLast',
    queries: [
      { refId: 'deviation', query: { queryType: 'now', measures: ['deviation'] } },
      { refId: 'tasks', query: { queryType: 'now', measures: ['waiting'] } },
    ],
    expressions: [
      { refId: 'unusual', type: 'threshold', of: 'deviation', evaluator: { type: 'outside_range', params: [-deviation, deviation] } },
    ],
    summary: 'The length of Celery queue {{ $labels.queue }} on {{ $labels.broker }} is unusual for this hour of the week',
    description:
      'The number of waiting tasks in queue {{ $labels.queue }} is {{ printf "%.1f" $values.deviation.Value }} widths of the usual range outside it. Below 0 means fewer tasks than usual: check first whether the producers run.',
  },
] as const satisfies readonly AlertRow[];
