import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listeners } from './listeners';
import { runPython, spawnPython, waitForPython } from './python';

export interface TestCeleryOptions {
  /** Of the broker, with its password: `TestRedis.url`. */
  broker: string;
  /** `app.conf.broker_transport_options`: `sep`, `priority_steps`, `global_keyprefix`. */
  transportOptions?: Record<string, unknown>;
  /** The queues the worker consumes; none, and no worker is started: `send` alone. */
  consume?: readonly string[];
  /** The worker's node name, such as `emails@one`; Celery's default is `celery@` and the host. */
  name?: string;
  /** More of `app.conf`, such as `task_serializer`. */
  conf?: Record<string, unknown>;
}

/** A real Celery application, whose only task `work(seconds)` sleeps. */
export interface TestCelery {
  /** Sends tasks and waits until they are in the broker. */
  send(options: { queue: string; count?: number; priority?: number; seconds?: number }): Promise<void>;
  /** What kombu itself calls the length of each queue, in the order asked; 0 for one that has no key. */
  counts(queues: readonly string[]): Promise<number[]>;
  /** What the worker wrote last, for a failure's message. */
  output(): string;
  /** Sends a signal to the worker. */
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

const APP = `
import json, os, time
from celery import Celery
app = Celery('backlog_test', broker=os.environ['BROKER_URL'])
app.conf.update(
    broker_transport_options=json.loads(os.environ['TRANSPORT_OPTIONS']),
    broker_connection_retry_on_startup=True, task_ignore_result=True, worker_prefetch_multiplier=1, worker_hijack_root_logger=False)
app.conf.update(json.loads(os.environ.get('CONF', '{}')))

@app.task(name='work')
def work(seconds=0):
    time.sleep(seconds)
`;

const SEND = `
from app import app, work
import json, os
o = json.loads(os.environ['SEND'])
with app.producer_pool.acquire(block=True) as producer:
    for _ in range(o['count']):
        work.apply_async(args=[o['seconds']], queue=o['queue'], priority=o['priority'], producer=producer)
`;

const COUNTS = `
from app import app
import json, os
with app.connection_for_read() as connection:
    channel = connection.default_channel
    print(json.dumps([channel._size(queue) for queue in json.loads(os.environ['QUEUES'])]))
`;

/** Remote control and gossip. */
const LISTENS_TO = 2;

/** Writes the application to a folder of its own and, with `consume`, starts one worker for it (two threads). */
export async function startCelery(options: TestCeleryOptions): Promise<TestCelery> {
  const dir = await mkdtemp(join(tmpdir(), 'backlog-celery-'));
  await writeFile(join(dir, 'app.py'), APP);
  const env = {
    BROKER_URL: options.broker,
    TRANSPORT_OPTIONS: JSON.stringify(options.transportOptions ?? {}),
    CONF: JSON.stringify(options.conf ?? {}),
    PYTHONPATH: dir,
  };
  const node = options.name ? ['-n', options.name] : [];
  const consume = options.consume ?? [];
  const listeners = await Listeners.of(options.broker);
  const worker =
    consume.length === 0
      ? undefined
      : spawnPython(['-m', 'celery', '-A', 'app', 'worker', '-Q', consume.join(','), '-P', 'threads', '-c', '2', '-l', 'INFO', ...node], {
          cwd: dir,
          env,
        });
  const stop = async () => {
    await worker?.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    // A worker says that it is ready a moment before it listens.
    const ready = async () => (worker?.hasSaid(' ready.') ?? false) && (await listeners.added()) >= LISTENS_TO;
    if (worker) await waitForPython('the Celery worker', worker, ready);
  } catch (error) {
    await stop();
    throw error;
  } finally {
    listeners.close();
  }
  return {
    async send({ queue, count = 1, priority = 0, seconds = 0 }) {
      await runPython(SEND, { ...env, SEND: JSON.stringify({ queue, count, priority, seconds }) });
    },
    async counts(queues) {
      return JSON.parse(await runPython(COUNTS, { ...env, QUEUES: JSON.stringify(queues) }));
    },
    output: () => worker?.output() ?? '',
    signal: (signal) => void worker?.child.kill(signal),
    stop,
  };
}
