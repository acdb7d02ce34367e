import { stringify } from 'yaml';
import type { GeneratedFile } from '../generated-file';
import type { AlarmMetric, AlarmRow, AlertRow } from './row';
import { ALERTS } from './table';

const NOTE = 'Generated from dashboards/alerts/; docs/alerts.md says how to change it.';
const PARAMETERS = {
  broker: { description: 'The dimension Broker, as given to the mirror.', default: 'production' },
  queue: { description: 'The dimension Queue. A name that is not ASCII goes percent-encoded, as CloudWatch shows it.', default: 'celery' },
  namespace: { description: 'CloudWatch namespace, as given to the mirror.', default: 'Celery/Redis' },
  alarm_topic_arn: { description: 'ARN of the SNS topic for alarms.' },
} as const;

interface Calculated {
  readonly row: AlertRow;
  readonly alarm: AlarmRow & { readonly expression: string };
}

/** The rules that are calculated from several metrics. Those on one metric are in the templates `mirror` and `workers`. */
const CALCULATED: readonly Calculated[] = ALERTS.flatMap((row) =>
  row.alarm?.expression === undefined ? [] : [{ row, alarm: { ...row.alarm, expression: row.alarm.expression } }],
);

/** The alarms of one queue, for CloudFormation and for Terraform. */
export function alarmFiles(): readonly GeneratedFile[] {
  return [
    { path: 'deploy/cloudformation/alarms.yaml', text: cloudFormation() },
    { path: 'deploy/terraform/alarms/main.tf', text: terraform() },
    { path: 'deploy/terraform/alarms/variables.tf', text: variables() },
  ];
}

const pascal = (name: string) => name.replace(/(?:^|[-_])(\w)/g, (_, letter: string) => letter.toUpperCase());
const short = (name: string) => name.replace('queue-', '');

function cloudFormation(): string {
  const parameters = Object.entries(PARAMETERS).map(([name, { description, ...rest }]) => [
    pascal(name),
    {
      Type: 'String',
      Description: description,
      ...('default' in rest ? { Default: rest.default } : {}),
    },
  ]);
  const resources = CALCULATED.map(({ row, alarm }) => [
    `${pascal(row.name)}Alarm`,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: sub(`backlog-\${Broker}-\${Queue}-${short(row.name)}`),
        AlarmDescription: sub(alarm.description.replace('QUEUE', '$' + '{Queue}')),
        Metrics: [
          // In the order in which Terraform plans a set.
          ...[...alarm.metrics]
            .sort((a, b) => a.id.localeCompare(b.id))
            .map(({ id, name, stat }) => ({
              Id: id,
              ReturnData: false,
              MetricStat: {
                Stat: stat,
                Period: 60,
                Metric: {
                  Namespace: { Ref: 'Namespace' },
                  MetricName: name,
                  Dimensions: ['Broker', 'Queue'].map((dimension) => ({ Name: dimension, Value: { Ref: dimension } })),
                },
              },
            })),
          { Id: 'breach', Expression: alarm.expression, Label: row.title, ReturnData: true },
        ],
        EvaluationPeriods: alarm.minutes,
        DatapointsToAlarm: alarm.breaching,
        ComparisonOperator: alarm.comparison,
        Threshold: alarm.threshold,
        TreatMissingData: alarm.missing,
        AlarmActions: [{ Ref: 'AlarmTopicArn' }],
        OKActions: [{ Ref: 'AlarmTopicArn' }],
      },
    },
  ]);
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Backlog - alarms of one queue that are calculated from several metrics of the mirror.',
    Parameters: Object.fromEntries(parameters),
    Resources: Object.fromEntries(resources),
  };
  return `# ${NOTE} One stack a queue. terraform/alarms is the same.\n${stringify(template, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

const sub = (text: string) => ({ 'Fn::Sub': text });

function terraform(): string {
  return `# ${NOTE} One module call a queue. cloudformation/alarms.yaml is the same.\n${CALCULATED.map(resource).join('')}`;
}

function resource({ row, alarm }: Calculated): string {
  return `
resource "aws_cloudwatch_metric_alarm" "${row.name.replaceAll('-', '_')}_alarm" {
  alarm_name        = "backlog-\${var.broker}-\${var.queue}-${short(row.name)}"
  alarm_description = "${alarm.description.replace('QUEUE', '$' + '{var.queue}')}"
${alarm.metrics.map(metricQuery).join('')}
  metric_query {
    id          = "breach"
    expression  = "${alarm.expression}"
    label       = "${row.title}"
    return_data = true
  }

  evaluation_periods  = ${alarm.minutes}
  datapoints_to_alarm = ${alarm.breaching}
  comparison_operator = "${alarm.comparison}"
  threshold           = ${alarm.threshold}
  treat_missing_data  = "${alarm.missing}"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
}
`;
}

const metricQuery = ({ id, name, stat }: AlarmMetric): string => `
  metric_query {
    id          = "${id}"
    return_data = false
    metric {
      stat        = "${stat}"
      period      = 60
      namespace   = var.namespace
      metric_name = "${name}"
      dimensions = {
        Broker = var.broker
        Queue  = var.queue
      }
    }
  }
`;

function variables(): string {
  const blocks = Object.entries(PARAMETERS).map(([name, { description, ...rest }]) => {
    const value = 'default' in rest ? `\n  default     = "${rest.default}"` : '';
    return `variable "${name}" {\n  type        = string\n  description = "${description}"${value}\n}\n`;
  });
  return blocks.join('\n');
}
