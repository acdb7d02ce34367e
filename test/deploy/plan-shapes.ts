import * as z from 'zod';
import type { Query } from './shape';

// Arguments of the AWS provider's resources as a plan has them, in the common form.
export const json = z.string().transform((text): unknown => JSON.parse(text));
/** A block that may be there once is a list in a plan. */
const once = <T extends z.ZodType>(schema: T) => z.tuple([schema]).transform(([value]) => value);
const onceOrNot = <T extends z.ZodType>(schema: T) => z.union([once(schema), z.tuple([]).transform(() => undefined)]);

const metric = z.object({ namespace: z.string(), metric_name: z.string() });
const named = z.array(z.object({ name: z.string(), value: z.string() }));
const trackedQuery = z
  .object({
    id: z.string(),
    return_data: z.boolean(),
    expression: z.string().nullish(),
    metric_stat: z.array(z.object({ stat: z.string(), metric: once(metric.extend({ dimensions: named })) })),
  })
  .transform(
    ({ metric_stat: [stat], ...q }): Query => ({
      id: q.id,
      returned: q.return_data,
      expression: q.expression || undefined,
      metric: stat && {
        namespace: stat.metric.namespace,
        name: stat.metric.metric_name,
        dimensions: stat.metric.dimensions.map(({ name, value }) => [name, value]),
      },
      stat: stat?.stat,
    }),
  );

const dimensionMap = z.record(z.string(), z.string()).transform((d) => Object.entries(d));
const alarmQuery = z
  .object({
    id: z.string(),
    return_data: z.boolean(),
    expression: z.string().nullish(),
    metric: z.array(metric.extend({ dimensions: dimensionMap, stat: z.string(), period: z.number() })),
  })
  .transform(
    ({ metric: [m], ...q }): Query => ({
      id: q.id,
      returned: q.return_data,
      expression: q.expression || undefined,
      metric: m && { namespace: m.namespace, name: m.metric_name, dimensions: m.dimensions },
      stat: m?.stat,
      period: m?.period,
    }),
  );

export const alarm = z
  .object({
    alarm_name: z.string(),
    alarm_description: z.string(),
    metric_query: z.array(alarmQuery).default([]),
    namespace: z.string().optional(),
    metric_name: z.string().optional(),
    dimensions: dimensionMap.optional(),
    statistic: z.string().optional(),
    period: z.number().optional(),
    evaluation_periods: z.number(),
    datapoints_to_alarm: z.number(),
    comparison_operator: z.string(),
    threshold: z.number(),
    treat_missing_data: z.string().optional(),
    alarm_actions: z.array(z.string()),
    ok_actions: z.array(z.string()).default([]),
  })
  .transform((a) => ({
    alarmName: a.alarm_name,
    description: a.alarm_description,
    queries:
      a.metric_query.length > 0
        ? a.metric_query
        : [
            {
              id: 'metric',
              returned: true,
              metric: { namespace: a.namespace ?? '', name: a.metric_name ?? '', dimensions: a.dimensions ?? [] },
              stat: a.statistic,
              period: a.period,
            },
          ],
    comparison: a.comparison_operator,
    threshold: a.threshold,
    evaluationPeriods: a.evaluation_periods,
    datapointsToAlarm: a.datapoints_to_alarm,
    missing: a.treat_missing_data,
    actions: a.alarm_actions,
    okActions: a.ok_actions,
  }));

export const policy = z
  .object({
    name: z.string(),
    policy_type: z.string(),
    references: z.object({ resource_id: z.string() }),
    target_tracking_scaling_policy_configuration: onceOrNot(
      z
        .object({
          target_value: z.number(),
          scale_out_cooldown: z.number(),
          scale_in_cooldown: z.number(),
          customized_metric_specification: once(z.object({ metrics: z.array(trackedQuery) })),
        })
        .transform((t) => ({
          target: t.target_value,
          scaleOutCooldown: t.scale_out_cooldown,
          scaleInCooldown: t.scale_in_cooldown,
          queries: t.customized_metric_specification.metrics,
        })),
    ).optional(),
    step_scaling_policy_configuration: onceOrNot(
      z
        .object({
          adjustment_type: z.string(),
          cooldown: z.number(),
          metric_aggregation_type: z.string(),
          step_adjustment: z.array(z.object({ metric_interval_lower_bound: z.string().transform(Number), scaling_adjustment: z.number() })),
        })
        .transform((s) => ({
          adjustment: s.adjustment_type,
          cooldown: s.cooldown,
          aggregation: s.metric_aggregation_type,
          steps: s.step_adjustment.map((step) => ({ lower: step.metric_interval_lower_bound, adjustment: step.scaling_adjustment })),
        })),
    ).optional(),
  })
  .transform((p) => ({
    policyName: p.name,
    type: p.policy_type,
    capacity: p.references.resource_id,
    tracking: p.target_tracking_scaling_policy_configuration,
    stepping: p.step_scaling_policy_configuration,
  }));

export const capacity = z
  .object({
    service_namespace: z.string(),
    scalable_dimension: z.string(),
    resource_id: z.string(),
    min_capacity: z.number(),
    max_capacity: z.number(),
  })
  .transform((c) => ({
    namespace: c.service_namespace,
    dimension: c.scalable_dimension,
    resource: c.resource_id,
    min: c.min_capacity,
    max: c.max_capacity,
  }));

export const task = z
  .object({
    family: z.string(),
    requires_compatibilities: z.array(z.string()),
    network_mode: z.string(),
    cpu: z.string(),
    memory: z.string(),
    execution_role_arn: z.string(),
    task_role_arn: z.string(),
    container_definitions: json,
  })
  .transform((t) => ({
    family: t.family,
    compatibilities: t.requires_compatibilities,
    network: t.network_mode,
    cpu: t.cpu,
    memory: t.memory,
    executionRole: t.execution_role_arn,
    taskRole: t.task_role_arn,
    containers: t.container_definitions,
  }));

export const service = z
  .object({
    name: z.string(),
    cluster: z.string(),
    task_definition: z.string(),
    launch_type: z.string(),
    desired_count: z.number(),
    deployment_minimum_healthy_percent: z.number(),
    deployment_maximum_percent: z.number(),
    deployment_circuit_breaker: once(z.object({ enable: z.boolean(), rollback: z.boolean() })),
    network_configuration: once(
      z.object({ assign_public_ip: z.boolean(), subnets: z.array(z.string()), security_groups: z.array(z.string()) }),
    ),
  })
  .transform((s) => ({
    name: s.name,
    cluster: s.cluster,
    task: s.task_definition,
    launch: s.launch_type,
    desired: s.desired_count,
    healthyPercent: [s.deployment_minimum_healthy_percent, s.deployment_maximum_percent],
    breaker: [s.deployment_circuit_breaker.enable, s.deployment_circuit_breaker.rollback],
    publicIp: s.network_configuration.assign_public_ip,
    subnets: s.network_configuration.subnets,
    securityGroups: s.network_configuration.security_groups,
  }));

export const logs = z
  .object({ name: z.string(), retention_in_days: z.number() })
  .transform((l) => ({ name: l.name, days: l.retention_in_days }));
