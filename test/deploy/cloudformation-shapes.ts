import * as z from 'zod';
import type { Query } from './shape';

// Properties of CloudFormation's resources, as the common form has them.
// Strict objects: a property that is new in a template must be taken up here, or it would not be compared.
const dimensions = z
  .array(z.strictObject({ Name: z.string(), Value: z.string() }))
  .transform((list) => list.map(({ Name, Value }) => [Name, Value] as const));
const metric = z
  .strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions })
  .transform((m) => ({ namespace: m.Namespace, name: m.MetricName, dimensions: m.Dimensions }));
const query = z
  .strictObject({
    Id: z.string(),
    ReturnData: z.boolean(),
    Label: z.string().optional(),
    Expression: z.string().optional(),
    MetricStat: z.strictObject({ Metric: metric, Stat: z.string(), Period: z.number().optional() }).optional(),
  })
  .transform(
    ({ Id, ReturnData, Expression, MetricStat: m }): Query => ({
      id: Id,
      returned: ReturnData,
      expression: Expression,
      metric: m?.Metric,
      stat: m?.Stat,
      period: m?.Period,
    }),
  );

export const alarm = z
  .strictObject({
    AlarmName: z.string(),
    AlarmDescription: z.string(),
    Metrics: z.array(query).optional(),
    Namespace: z.string().optional(),
    MetricName: z.string().optional(),
    Dimensions: dimensions.optional(),
    Statistic: z.string().optional(),
    Period: z.number().optional(),
    EvaluationPeriods: z.number(),
    DatapointsToAlarm: z.number(),
    ComparisonOperator: z.string(),
    Threshold: z.number(),
    TreatMissingData: z.string().optional(),
    AlarmActions: z.array(z.string()),
    OKActions: z.array(z.string()).default([]),
  })
  .transform((a) => ({
    alarmName: a.AlarmName,
    description: a.AlarmDescription,
    queries: a.Metrics ?? [
      {
        id: 'metric',
        returned: true,
        metric: { namespace: a.Namespace ?? '', name: a.MetricName ?? '', dimensions: a.Dimensions ?? [] },
        stat: a.Statistic,
        period: a.Period,
      },
    ],
    comparison: a.ComparisonOperator,
    threshold: a.Threshold,
    evaluationPeriods: a.EvaluationPeriods,
    datapointsToAlarm: a.DatapointsToAlarm,
    missing: a.TreatMissingData,
    actions: a.AlarmActions,
    okActions: a.OKActions,
  }));

export const policy = z
  .strictObject({
    PolicyName: z.string(),
    PolicyType: z.string(),
    ScalingTargetId: z.string(),
    TargetTrackingScalingPolicyConfiguration: z
      .strictObject({
        TargetValue: z.number(),
        ScaleOutCooldown: z.number(),
        ScaleInCooldown: z.number(),
        CustomizedMetricSpecification: z.strictObject({ Metrics: z.array(query) }),
      })
      .transform((t) => ({
        target: t.TargetValue,
        scaleOutCooldown: t.ScaleOutCooldown,
        scaleInCooldown: t.ScaleInCooldown,
        queries: t.CustomizedMetricSpecification.Metrics,
      }))
      .optional(),
    StepScalingPolicyConfiguration: z
      .strictObject({
        AdjustmentType: z.string(),
        Cooldown: z.number(),
        MetricAggregationType: z.string(),
        StepAdjustments: z.array(z.strictObject({ MetricIntervalLowerBound: z.number(), ScalingAdjustment: z.number() })),
      })
      .transform((s) => ({
        adjustment: s.AdjustmentType,
        cooldown: s.Cooldown,
        aggregation: s.MetricAggregationType,
        steps: s.StepAdjustments.map((step) => ({ lower: step.MetricIntervalLowerBound, adjustment: step.ScalingAdjustment })),
      }))
      .optional(),
  })
  .transform((p) => ({
    policyName: p.PolicyName,
    type: p.PolicyType,
    capacity: p.ScalingTargetId.replace('@', ''),
    tracking: p.TargetTrackingScalingPolicyConfiguration,
    stepping: p.StepScalingPolicyConfiguration,
  }));

export const capacity = z
  .strictObject({
    ServiceNamespace: z.string(),
    ScalableDimension: z.string(),
    ResourceId: z.string(),
    MinCapacity: z.number(),
    MaxCapacity: z.number(),
  })
  .transform((c) => ({
    namespace: c.ServiceNamespace,
    dimension: c.ScalableDimension,
    resource: c.ResourceId,
    min: c.MinCapacity,
    max: c.MaxCapacity,
  }));

export const role = z
  .strictObject({
    AssumeRolePolicyDocument: z.unknown(),
    ManagedPolicyArns: z.array(z.string()).default([]),
    Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() })),
  })
  .transform((r) => ({
    trust: r.AssumeRolePolicyDocument,
    managed: r.ManagedPolicyArns,
    policies: Object.fromEntries(r.Policies.map((p) => [p.PolicyName, p.PolicyDocument])),
  }));

export const task = z
  .strictObject({
    Family: z.string(),
    RequiresCompatibilities: z.array(z.string()),
    NetworkMode: z.string(),
    Cpu: z.string(),
    Memory: z.string(),
    ExecutionRoleArn: z.string(),
    TaskRoleArn: z.string(),
    ContainerDefinitions: z.array(z.record(z.string(), z.unknown())),
  })
  .transform((t) => ({
    family: t.Family,
    compatibilities: t.RequiresCompatibilities,
    network: t.NetworkMode,
    cpu: t.Cpu,
    memory: t.Memory,
    executionRole: t.ExecutionRoleArn,
    taskRole: t.TaskRoleArn,
    containers: lowerCased(t.ContainerDefinitions),
  }));

export const service = z
  .strictObject({
    ServiceName: z.string(),
    Cluster: z.string(),
    TaskDefinition: z.string(),
    LaunchType: z.string(),
    DesiredCount: z.number(),
    DeploymentConfiguration: z.strictObject({
      MinimumHealthyPercent: z.number(),
      MaximumPercent: z.number(),
      DeploymentCircuitBreaker: z.strictObject({ Enable: z.boolean(), Rollback: z.boolean() }),
    }),
    NetworkConfiguration: z.strictObject({
      AwsvpcConfiguration: z.strictObject({
        AssignPublicIp: z.string(),
        Subnets: z.array(z.string()),
        SecurityGroups: z.array(z.string()),
      }),
    }),
  })
  .transform(({ DeploymentConfiguration: d, NetworkConfiguration: { AwsvpcConfiguration: n }, ...s }) => ({
    name: s.ServiceName,
    cluster: s.Cluster,
    task: s.TaskDefinition,
    launch: s.LaunchType,
    desired: s.DesiredCount,
    healthyPercent: [d.MinimumHealthyPercent, d.MaximumPercent],
    breaker: [d.DeploymentCircuitBreaker.Enable, d.DeploymentCircuitBreaker.Rollback],
    publicIp: n.AssignPublicIp === 'ENABLED',
    subnets: n.Subnets,
    securityGroups: n.SecurityGroups,
  }));

export const logs = z
  .strictObject({ LogGroupName: z.string(), RetentionInDays: z.number() })
  .transform((l) => ({ name: l.LogGroupName, days: l.RetentionInDays }));

/** CloudFormation writes `HealthCheck` where ECS itself, and so Terraform, writes `healthCheck`. */
function lowerCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key.charAt(0).toLowerCase() + key.slice(1), lowerCased(v)]));
}
