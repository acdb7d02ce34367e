import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../setup/paths.mjs';
import { ACCOUNT_ID, PARAMETERS, PARTS, type Part, REGION } from './parameters';
import { snakeCase } from './shape';

const execute = promisify(execFile);
export const MODULES = join(ROOT, 'deploy', 'terraform');

/** A terraform and a folder with the AWS provider in it: both must be on the machine, since nothing is fetched. */
export interface Terraform {
  readonly program: string;
  readonly plugins: string;
}

export function findTerraform(): Terraform | undefined {
  const program = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'terraform'))
    .find(existsSync);
  const plugins = pluginFolders().find((folder) => foldersIn(folder).some((host) => existsSync(join(folder, host, 'hashicorp', 'aws'))));
  return program && plugins ? { program, plugins } : undefined;
}

/** Terraform's own cache and implied mirrors, and what an image may have under /opt. */
function pluginFolders(): string[] {
  const shares = ['/usr/local/share', '/usr/share', join(homedir(), '.local/share')].map((share) => join(share, 'terraform/plugins'));
  const cache = process.env.TF_PLUGIN_CACHE_DIR;
  return [
    ...(cache ? [cache] : []),
    join(homedir(), '.terraform.d/plugins'),
    ...shares,
    ...foldersIn('/opt').map((name) => join('/opt', name)),
  ];
}

const foldersIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])) : [];

/**
 * `terraform validate` and `terraform plan -json` of both modules as an account without anything in it would see them, without
 * a request to anybody.
 * @param change makes the modules wrong, for a test that wants to see it noticed
 * @throws with terraform's own words
 */
export async function plan({ program, plugins }: Terraform, change?: (modules: string) => void): Promise<unknown> {
  const dir = mkdtempSync(join(tmpdir(), 'backlog-terraform-'));
  const run = async (...args: string[]) => {
    const env = { PATH: process.env.PATH, HOME: dir, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', AWS_EC2_METADATA_DISABLED: 'true' };
    const { stdout } = await execute(program, args, { cwd: dir, env, timeout: 90_000, maxBuffer: 20_000_000 });
    return stdout;
  };
  try {
    cpSync(MODULES, join(dir, 'modules'), { recursive: true, filter: (path) => !path.includes('.terraform') });
    change?.(join(dir, 'modules'));
    writeFileSync(join(dir, 'main.tf.json'), JSON.stringify(rootModule()));
    await run('init', `-plugin-dir=${plugins}`, '-input=false', '-no-color');
    await run('validate', '-no-color');
    await run('plan', '-out=plan', '-input=false', '-no-color', '-refresh=false');
    return JSON.parse(await run('show', '-json', 'plan'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What calls the modules: a provider that asks nobody, and the same parameters as CloudFormation gets. */
function rootModule(): object {
  const provider = {
    region: REGION,
    access_key: 'AKIDTEST',
    secret_key: 'secret',
    skip_credentials_validation: true,
    skip_requesting_account_id: true,
    skip_metadata_api_check: true,
  };
  const call = (part: Part) => ({
    source: `./modules/${part}`,
    ...Object.fromEntries(Object.entries(PARAMETERS[part]).map(([name, value]) => [snakeCase(name), value])),
    ...(part === 'mirror' && { account_id: ACCOUNT_ID }),
  });
  return { provider: { aws: provider }, module: Object.fromEntries(PARTS.map((part) => [part, call(part)])) };
}

/** Of all that Terraform reads here, without comments and blank lines: tells whether a golden plan is still that of these files. */
export function sourcesHash(): string {
  const hash = createHash('sha256').update(JSON.stringify(rootModule()));
  for (const part of PARTS) {
    for (const name of readdirSync(join(MODULES, part))
      .filter((n) => n.endsWith('.tf'))
      .sort()) {
      const lines = readFileSync(join(MODULES, part, name), 'utf8').split('\n');
      hash.update(`${part}/${name}\n${lines.filter((line) => !/^\s*(#|$)/.test(line)).join('\n')}\n`);
    }
  }
  return hash.digest('hex');
}
