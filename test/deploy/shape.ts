/**
 * What both kinds of template say, in one form, so that they can be compared and their queries run. Names of resources are
 * written as Terraform writes them; `@name` stands for what AWS only knows once the resource is there.
 */
export interface Deployment {
  readonly alarms: Readonly<Record<string, Alarm>>;
  readonly policies: Readonly<Record<string, ScalingPolicy>>;
  readonly capacities: Readonly<Record<string, object>>;
  readonly roles: Readonly<Record<string, Role>>;
  readonly tasks: Readonly<Record<string, object>>;
  readonly services: Readonly<Record<string, object>>;
  readonly logs: Readonly<Record<string, object>>;
}

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** In the order of the template. */
  readonly dimensions: readonly (readonly [name: string, value: string])[];
}

/** One entry of a metric query: a metric with a statistic, or an expression over others. */
export interface Query {
  readonly id: string;
  readonly returned: boolean;
  readonly expression?: string | undefined;
  readonly metric?: Metric | undefined;
  readonly stat?: string | undefined;
  /** Seconds; target tracking knows none, it looks at minutes. */
  readonly period?: number | undefined;
}

export interface Alarm {
  readonly alarmName: string;
  readonly description: string;
  readonly queries: readonly Query[];
  readonly comparison: string;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  /** undefined: the template does not say, and CloudWatch takes `missing`. */
  readonly missing: string | undefined;
  readonly actions: readonly string[];
  readonly okActions: readonly string[];
}

export interface ScalingPolicy {
  readonly policyName: string;
  readonly type: string;
  /** Name of the resource that is scaled. */
  readonly capacity: string;
  readonly tracking?: { target: number; scaleOutCooldown: number; scaleInCooldown: number; queries: readonly Query[] } | undefined;
  readonly stepping?: { adjustment: string; cooldown: number; aggregation: string; steps: readonly object[] } | undefined;
}

export interface Role {
  readonly trust: unknown;
  readonly managed: readonly string[];
  readonly policies: Readonly<Record<string, unknown>>;
}

/** `BacklogPerTask` as Terraform would name it. */
export const snakeCase = (name: string): string => name.replace(/(?<=[a-z0-9])[A-Z]/g, (c) => `_${c}`).toLowerCase();
