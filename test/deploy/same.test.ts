import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cloudFormation, readTemplate } from './cloudformation';
import { goldenPlan } from './golden';
import { PARTS } from './parameters';
import { snakeCase } from './shape';
import { MODULES, sourcesHash } from './terraform';

describe('CloudFormation and Terraform say the same', () => {
  test('the golden plan is that of the modules as they are', () => {
    expect(goldenPlan().sources, 'run templates.test.ts with -u where terraform and its AWS provider are installed').toBe(sourcesHash());
  });

  test.each(PARTS)('%s: alarms, scaling, roles, tasks', (part) => {
    expect(goldenPlan().modules[part].deployment).toEqual(cloudFormation(part));
  });

  test.each(PARTS)('%s: parameters and their defaults', (part) => {
    const variables = Object.fromEntries(
      [...readFileSync(join(MODULES, part, 'variables.tf'), 'utf8').matchAll(/^variable "(\w+)" \{\n(.*?)^\}/gms)].map(
        ([, name = '', body = '']) => {
          const text = /^ {2}default +=(.*)$/m.exec(body)?.[1];
          return [name, text === undefined ? undefined : JSON.parse(text)];
        },
      ),
    );
    delete variables.account_id; // AWS::AccountId in CloudFormation
    const parameters = Object.entries(readTemplate(part).Parameters).map(([name, { Default }]) => [snakeCase(name), Default]);
    expect(variables).toEqual(Object.fromEntries(parameters));
  });

  test.each(PARTS)('%s: no resource is left out of the comparison', (part) => {
    const { resources, deployment } = goldenPlan().modules[part];
    const names = new Set(Object.values(deployment).flatMap((byName) => Object.keys(byName)));
    expect(resources.filter((resource) => !names.has(resource.split('.')[1] ?? ''))).toEqual([]);
    expect(names.size).toBe(Object.keys(readTemplate(part).Resources).length);
  });
});
