import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { requirePython } from '../setup/python';
import { templatePath } from './cloudformation';
import { GOLDEN } from './golden';
import { PARTS } from './parameters';
import { readPlan } from './plan';
import { findTerraform, plan, sourcesHash } from './terraform';

const execute = promisify(execFile);
const dir = mkdtempSync(join(tmpdir(), 'backlog-templates-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** What cfn-lint, run by the tests' own Python, has to say. It knows CloudFormation's schemas by itself and asks nobody. */
async function lint(...templates: string[]): Promise<unknown> {
  const cfnLint = join(dirname(requirePython()), 'cfn-lint');
  const args = ['--regions', 'eu-west-1', '--format', 'json', '--template', ...templates];
  const said = await execute(cfnLint, args, { timeout: 90_000 }).catch((error: { stdout?: string }) => error);
  return said.stdout ? JSON.parse(said.stdout) : said;
}

describe('CloudFormation', () => {
  test('cfn-lint finds nothing', async () => {
    expect(await lint(...PARTS.map(templatePath))).toEqual([]);
  });

  test('cfn-lint finds what is wrong: the test above can fail', async () => {
    const broken = join(dir, 'broken.yaml');
    writeFileSync(broken, readFileSync(templatePath('workers'), 'utf8').replace('TreatMissingData: missing', 'TreatMissingData: absent'));
    expect(await lint(broken)).toEqual([expect.objectContaining({ Level: 'Error' })]);
  });

  // CloudFormation reads YAML without them.
  test.each(PARTS)('%s.yaml has no anchors or aliases', (part) => {
    expect(readFileSync(templatePath(part), 'utf8')).not.toMatch(/^[^#\n]*[:-] [&*]\w/m);
  });
});

const found = findTerraform();

describe.skipIf(!found)(`Terraform${found ? '' : ' (skipped: no terraform with the AWS provider on this machine)'}`, () => {
  test('validates, plans without asking anybody, and plans what the golden file says', async () => {
    const golden = { sources: sourcesHash(), modules: readPlan(await plan(found!)) };
    await expect(`${JSON.stringify(golden, null, 1)}\n`).toMatchFileSnapshot(GOLDEN);
  });

  test('refuses what the provider does not know: the test above can fail', async () => {
    const misspelt = plan(found!, (modules) => {
      const path = join(modules, 'workers', 'alarms.tf');
      writeFileSync(path, readFileSync(path, 'utf8').replace('treat_missing_data  = "missing"', 'treat_missing_data  = "absent"'));
    });
    await expect(misspelt).rejects.toThrow('expected treat_missing_data to be one of');
  });
});
