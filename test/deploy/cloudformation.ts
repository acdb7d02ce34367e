import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type ScalarTag } from 'yaml';
import * as z from 'zod';
import { ROOT } from '../../setup/paths.mjs';
import { alarm, capacity, logs, policy, role, service, task } from './cloudformation-shapes';
import { ACCOUNT_ID, PARAMETERS, type Part, REGION } from './parameters';
import { type Deployment, snakeCase } from './shape';

export const templatePath = (part: Part): string => join(ROOT, 'deploy', 'cloudformation', `${part}.yaml`);

/** The short forms of CloudFormation's functions, as they stand in YAML. */
const customTags: ScalarTag[] = ['Ref', 'GetAtt', 'Sub'].map((name) => ({
  tag: `!${name}`,
  resolve: (text) => (name === 'Ref' ? { Ref: text } : { [`Fn::${name}`]: text }),
}));

const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() })),
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) })),
});
export type Template = z.infer<typeof templateSchema>;

export const readTemplate = (part: Part): Template => templateSchema.parse(parse(readFileSync(templatePath(part), 'utf8'), { customTags }));

/** The template with its parameters filled in. References to resources become `@name`. @param other parameters than those of the tests */
export function cloudFormation(part: Part, other: Readonly<Record<string, unknown>> = {}): Deployment {
  const template = readTemplate(part);
  const pseudo = { 'AWS::AccountId': ACCOUNT_ID, 'AWS::Region': REGION, 'AWS::Partition': 'aws' };
  const known: Readonly<Record<string, unknown>> = { ...PARAMETERS[part], ...other, ...pseudo };

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[key, argument] = ['', undefined], ...more] = Object.entries(value);
    if (more.length === 0 && typeof argument === 'string') {
      if (key === 'Ref') return reference(argument);
      if (key === 'Fn::GetAtt') return `@${snakeCase(argument.split('.')[0] ?? '')}`;
      if (key === 'Fn::Sub') return argument.replace(/\$\{([^}]+)\}/g, (_, name: string) => String(reference(name)));
    }
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v)]));
  }

  function reference(name: string): unknown {
    if (name in known) return known[name];
    const resource = template.Resources[name];
    if (!resource) throw new Error(`${part}.yaml: expected a parameter or a resource, got ${name}`);
    return resource.Type === 'AWS::Logs::LogGroup' ? resolve(resource.Properties.LogGroupName) : `@${snakeCase(name)}`;
  }

  const ofType = <T>(type: string, schema: z.ZodType<T>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(template.Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([name, resource]) => [snakeCase(name), schema.parse(resolve(resource.Properties))]),
    );

  return {
    alarms: ofType('AWS::CloudWatch::Alarm', alarm),
    policies: ofType('AWS::ApplicationAutoScaling::ScalingPolicy', policy),
    capacities: ofType('AWS::ApplicationAutoScaling::ScalableTarget', capacity),
    roles: ofType('AWS::IAM::Role', role),
    tasks: ofType('AWS::ECS::TaskDefinition', task),
    services: ofType('AWS::ECS::Service', service),
    logs: ofType('AWS::Logs::LogGroup', logs),
  };
}
