import type { AlertRow } from './row';
import { THRESHOLDS } from './thresholds';

const { failureRatio, runs, mirrorDelay } = THRESHOLDS;
const ran = (measure: string) => ({
  refId: measure === 'failureRatio' ? 'ratio' : measure,
  query: { queryType: 'runs', by: 'task', measures: [measure] },
});
/** Rules about tasks, workers, the broker and the mirror. */
export const BROKER_ROWS = [
  {
    name: 'task-failures',
    title: 'Celery tasks fail',
    firesWhen: `more than ${failureRatio * 100} % of a task's runs of the last ten minutes have failed, of at least ${runs}, for five minutes; needs task events`,
    severity: 'warning',
    labels: ['broker', 'task'],
    place: { dashboard: 'tasks', panel: 'failures' },
    lookBack: 10,
    pending: 5,
    noData: 'OK', // no task ended in these ten minutes
    onError: 'KeepLast',
    queries: [ran('failureRatio'), ran('failed'), ran('succeeded')],
    expressions: [{ refId: 'failing', type: 'math', expression: `$ratio > ${failureRatio} && $failed + $succeeded >= ${runs}` }],
    summary: '{{ humanizePercentage $values.ratio.Value }} of the tasks {{ $labels.task }} on {{ $labels.broker }} fail',
    description:
      '{{ $values.failed }} tasks {{ $labels.task }} have failed in the last ten minutes. Retried runs do not count. Check first which exception they end with.',
  },
  {
    name: 'workers-gone',
    title: 'Celery workers gone',
    firesWhen: 'no worker has been online on a broker for five minutes, after one was online within the last hour',
    severity: 'critical',
    labels: ['broker'],
    place: { dashboard: 'workers', panel: 'workers' },
    lookBack: 60,
    pending: 5,
    noData: 'KeepLast',
    onError: 'KeepLast',
    queries: [{ refId: 'workers', query: { queryType: 'history', measures: ['workers'], by: 'total', statistic: 'max' } }],
    expressions: [
      { refId: 'before', type: 'reduce', of: 'workers', reducer: 'max' },
      { refId: 'online', type: 'reduce', of: 'workers', reducer: 'last' },
      { refId: 'gone', type: 'math', expression: '$before > 0 && $online == 0' },
    ],
    summary: 'No Celery worker is online on {{ $labels.broker }}',
    description:
      'Within the last hour up to {{ $values.before }} workers consumed one queue, and now {{ $values.online }} do. Check first whether the workers were stopped on purpose, ran out of memory, or lost the broker.',
  },
  {
    name: 'deliveries-overdue',
    title: 'Celery deliveries overdue',
    firesWhen: 'workers have held tasks without acknowledgement for longer than the visibility timeout, for five minutes',
    severity: 'warning',
    labels: ['broker'],
    place: { dashboard: 'broker', panel: 'deliveries' },
    lookBack: 5,
    pending: 5,
    noData: 'KeepLast',
    onError: 'KeepLast',
    queries: [{ refId: 'overdue', query: { queryType: 'broker', answer: 'overdue' } }],
    expressions: [{ refId: 'late', type: 'threshold', of: 'overdue', evaluator: { type: 'gt', params: [0] } }],
    summary: '{{ $values.overdue }} tasks on {{ $labels.broker }} are unacknowledged for longer than the visibility timeout',
    description:
      'A worker died with these {{ $values.overdue }} tasks, or still runs them and they will run twice. Check first whether their workers are alive.',
  },
  {
    name: 'broker-risk',
    title: 'Celery broker at risk',
    firesWhen: 'memory, eviction, fragmentation, clients, replication or persistence of the broker put the queues at risk for five minutes',
    severity: { criticalAbove: 1, of: 'risk' },
    labels: ['broker', 'risk'],
    place: { dashboard: 'broker', panel: 'risks' },
    lookBack: 5,
    pending: 5,
    noData: 'KeepLast',
    onError: 'KeepLast',
    queries: [{ refId: 'risk', query: { queryType: 'broker', answer: 'server' } }],
    expressions: [{ refId: 'risky', type: 'threshold', of: 'risk', evaluator: { type: 'gt', params: [0] } }],
    summary: 'The Celery broker {{ $labels.broker }} is at risk: {{ $labels.risk }}',
    description:
      'The level of the risk "{{ $labels.risk }}" on broker {{ $labels.broker }} is {{ $values.risk }} (1 is a warning, 2 is critical). Read first what the panel says about it.',
  },
  {
    name: 'broker-unreadable',
    title: 'Celery broker unreadable',
    firesWhen: 'the broker cannot be read for five minutes',
    severity: 'critical',
    labels: [],
    place: { dashboard: 'queues', panel: 'queues' },
    lookBack: 5,
    pending: 5,
    noData: 'OK', // readable, but without queues
    onError: 'Alerting', // `now` fails while the broker cannot be read
    queries: [{ refId: 'waiting', query: { queryType: 'now', measures: ['waiting'], by: 'total' } }],
    expressions: [{ refId: 'unreadable', type: 'threshold', of: 'waiting', evaluator: { type: 'lt', params: [0] } }],
    summary: 'The Celery broker of ENVIRONMENT cannot be read',
    description:
      'Grafana cannot read the queues of ENVIRONMENT for five minutes. Until it can, the other Celery rules keep their last state. Save & test in the data source settings says why.',
    alarm: {
      metrics: [{ id: 'scrapes', name: 'ScrapeOk', stat: 'Minimum' }],
      comparison: 'LessThanThreshold',
      threshold: 1,
      minutes: 5,
      breaching: 5,
      missing: 'breaching',
      description: 'Nobody sees the queues of BROKER. ScrapeOk 0 - Redis cannot be read. No ScrapeOk - the mirror does not run.',
    },
  },
  {
    name: 'mirror-behind',
    title: 'Celery mirror behind',
    firesWhen: `the mirror of this Grafana has had minutes left to send to CloudWatch for ${mirrorDelay / 60} minutes, or writes nothing; never without a mirror`,
    severity: 'warning',
    labels: ['broker'],
    place: { dashboard: 'mirror', panel: 'health' },
    lookBack: 5,
    pending: 5,
    noData: 'OK', // this data source mirrors nothing
    onError: 'KeepLast',
    queries: [{ refId: 'behind', query: { queryType: 'broker', answer: 'mirrorDelay' } }],
    expressions: [{ refId: 'late', type: 'threshold', of: 'behind', evaluator: { type: 'gt', params: [mirrorDelay] } }],
    summary: 'The CloudWatch mirror of {{ $labels.broker }} is {{ humanizeDuration $values.behind.Value }} behind',
    description:
      'The last minute was stored {{ humanizeDuration $values.behind.Value }} ago. After three hours, minutes are lost. Save & test in the data source settings says why.',
  },
] as const satisfies readonly AlertRow[];
