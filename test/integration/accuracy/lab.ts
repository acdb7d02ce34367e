import { resolve } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { type CeleryVersion, type PythonProcess, spawnPython, waitForPython } from '../../setup/python';
import { stopProcess } from '../../setup/stop-process';

const FOLDER = resolve('test/integration/accuracy');

export interface LabOptions {
  readonly version: CeleryVersion;
  readonly broker: string;
  /** More of `app.conf`. */
  readonly conf?: Record<string, unknown>;
  /** Python that is run once the application is there: queues, signals. */
  readonly setup?: string;
  /** A file to which workers write when they received which task. */
  readonly receipts?: string;
}

export interface LabWorker {
  readonly name: string;
  output(): string;
  /** SIGKILL: no goodbye, and what it had stays in flight. */
  kill(): Promise<void>;
  /** A warm shutdown: it ends what runs and gives back the rest. */
  end(): Promise<void>;
  stop(): Promise<void>;
}

/** A real Celery application in a Python process of its own, which runs what it is told: see lab.py for what there is. */
export class Lab {
  readonly #env: Record<string, string>;
  readonly #process: PythonProcess;
  readonly #lines: Interface;
  readonly #workers: LabWorker[] = [];

  readonly broker: string;

  constructor(private readonly options: LabOptions) {
    this.broker = options.broker;
    this.#env = {
      BROKER_URL: options.broker,
      CONF: JSON.stringify(options.conf ?? {}),
      SETUP: options.setup ?? '',
      RECEIPTS: options.receipts ?? '',
      PYTHONDONTWRITEBYTECODE: '1',
      C_FORCE_ROOT: '1', // a worker that takes pickle refuses to be root
    };
    this.#process = spawnPython(['lab.py'], { cwd: FOLDER, env: this.#env, python: options.version.python, stdin: true });
    if (!this.#process.child.stdout) throw new Error('no stdout');
    this.#lines = createInterface(this.#process.child.stdout);
  }

  /**
   * Runs Python and returns what it has put into `result`. One at a time.
   * @throws what it raised
   */
  async run<T = unknown>(code: string): Promise<T> {
    const answer = new Promise<string>((done, failed) => {
      const ended = () => failed(new Error(`the laboratory ended:\n${this.#process.output()}`));
      const hear = (line: string) => {
        if (!line.startsWith('ANSWER ')) return;
        this.#lines.off('line', hear);
        this.#process.child.off('exit', ended);
        done(line.slice('ANSWER '.length));
      };
      this.#lines.on('line', hear);
      this.#process.child.once('exit', ended);
    });
    this.#process.child.stdin?.write(`${JSON.stringify(code)}\n`);
    const { result, error } = JSON.parse(await answer);
    if (error) throw new Error(`${error}\nin ${code}`);
    return result;
  }

  /** Starts a worker with two threads and waits until it is ready. @param args more of its command line */
  async worker(name: string, queues: readonly string[], args: readonly string[] = []): Promise<LabWorker> {
    const line = ['-m', 'celery', '-A', 'lab', 'worker', '-n', name, '-Q', queues.join(','), '-l', 'INFO'];
    const pool = args.includes('-P') ? [] : ['-P', 'threads', '-c', '2'];
    const python = spawnPython([...line, ...pool, ...args], { cwd: FOLDER, env: this.#env, python: this.options.version.python });
    const worker: LabWorker = {
      name,
      output: python.output,
      kill: async () => {
        python.child.kill('SIGKILL');
        await stopProcess(python.child);
      },
      end: () => stopProcess(python.child, 20_000),
      stop: () => stopProcess(python.child, 500), // a second or two of patience is no part of what is measured
    };
    this.#workers.push(worker);
    await waitForPython(`worker ${name}`, python, () => python.hasSaid(' ready.'));
    return worker;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#workers.map((worker) => worker.stop()), stopProcess(this.#process.child)]);
  }
}
