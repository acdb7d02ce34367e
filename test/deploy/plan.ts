import * as z from 'zod';
import { alarm, capacity, json, logs, policy, service, task } from './plan-shapes';
import type { Deployment } from './shape';

const resource = z.object({ mode: z.string(), type: z.string(), name: z.string() });
const planSchema = z.object({
  planned_values: z.object({
    root_module: z.object({
      child_modules: z.array(
        z.object({ address: z.string(), resources: z.array(resource.extend({ values: z.record(z.string(), z.unknown()) })) }),
      ),
    }),
  }),
  configuration: z.object({
    root_module: z.object({
      module_calls: z.record(
        z.string(),
        z.object({
          module: z.object({ resources: z.array(resource.extend({ expressions: z.record(z.string(), z.unknown()).default({}) })) }),
        }),
      ),
    }),
  }),
});

/** A resource of a plan. */
interface Planned {
  readonly type: string;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Argument to the resource that it is taken from. */
  readonly references: Readonly<Record<string, string>>;
}

/** What both kinds of template are compared by, and `type.name` of every resource, so that none is left out unseen. */
export interface PlannedModule {
  readonly resources: readonly string[];
  readonly deployment: Deployment;
}

/** Reads `terraform show -json` of a plan, by module. */
export function readPlan(raw: unknown): Readonly<Record<string, PlannedModule>> {
  const plan = planSchema.parse(raw);
  return Object.fromEntries(
    plan.planned_values.root_module.child_modules.map(({ address, resources }) => {
      const part = address.replace('module.', '');
      const configured = plan.configuration.root_module.module_calls[part]?.module.resources ?? [];
      const planned = resources
        .filter(({ mode }) => mode === 'managed')
        .map(({ type, name, values }) => ({
          type,
          name,
          values: Object.fromEntries(Object.entries(values).filter(([, v]) => v !== null)),
          references: referencesOf(configured.find((c) => c.type === type && c.name === name)?.expressions ?? {}),
        }));
      return [part, { resources: planned.map(({ type, name }) => `${type}.${name}`), deployment: deploymentOf(planned) }];
    }),
  );
}

const reference = z.object({ references: z.array(z.string()) });

function referencesOf(expressions: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(expressions).flatMap(([argument, expression]) => {
      const found = reference.safeParse(expression);
      const to = found.success ? found.data.references.map((r) => /^aws_\w+\.(\w+)/.exec(r)?.[1]).find((name) => name) : undefined;
      return to ? [[argument, to]] : [];
    }),
  );
}

/** The same form as `cloudFormation` makes of its template. */
function deploymentOf(resources: readonly Planned[]): Deployment {
  const ofType = <T>(type: string, schema: z.ZodType<T>): Record<string, T> =>
    Object.fromEntries(
      resources
        .filter((r) => r.type === type)
        .map((r) => [r.name, schema.parse({ ...r.values, ...unknownOf(r), references: r.references })]),
    );
  const attached = (type: string, name: string) =>
    resources.filter((r) => r.type === type && (r.references.role ?? '') === name).map(({ values }) => values);

  const roles = ofType('aws_iam_role', z.object({ assume_role_policy: json }));
  return {
    alarms: ofType('aws_cloudwatch_metric_alarm', alarm),
    policies: ofType('aws_appautoscaling_policy', policy),
    capacities: ofType('aws_appautoscaling_target', capacity),
    roles: Object.fromEntries(
      Object.entries(roles).map(([name, { assume_role_policy }]) => [
        name,
        {
          trust: assume_role_policy,
          managed: attached('aws_iam_role_policy_attachment', name).map((values) => String(values.policy_arn)),
          policies: Object.fromEntries(
            attached('aws_iam_role_policy', name).map((values) => [String(values.name), json.parse(values.policy)]),
          ),
        },
      ]),
    ),
    tasks: ofType('aws_ecs_task_definition', task),
    services: ofType('aws_ecs_service', service),
    logs: ofType('aws_cloudwatch_log_group', logs),
  };
}

/** Arguments whose value only AWS will know, as `@name` of the resource that they are taken from. */
const unknownOf = ({ values, references }: Planned) =>
  Object.fromEntries(
    Object.entries(references).flatMap(([argument, to]) =>
      argument in values ? [] : [[argument, argument === 'alarm_actions' ? [`@${to}`] : `@${to}`]],
    ),
  );
