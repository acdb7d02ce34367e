import { Redis } from 'ioredis';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import { parseSettings } from '../../src/contract/parse-settings';
import { type BenchBroker, keysOf } from './broker';
import { startDelayProxy } from './delay-proxy';
import { median, sideBySide, timed } from './measure';
import { QUEUES } from './queue-names';
import { type Row, row } from './table';

const KEYS = QUEUES.flatMap(keysOf);
const ROUNDS = 6;
const IN_A_ROW = 20;
const ROUND_TRIP_MS = 50;
const WITHOUT_SCRIPTS = { user: 'plain', password: 'plain' };

/** Reads of the whole broker, beside a bare ioredis pipeline of the same LLEN; and how often they cross a slow network. */
export async function readingRows(broker: BenchBroker): Promise<Row[]> {
  const { user, password } = WITHOUT_SCRIPTS;
  await broker.admin.call('ACL', 'SETUSER', user, 'on', `>${password}`, '~*', '+@read', '+@connection', '-@scripting');
  const scripted = reader(broker.port);
  const denied = reader(broker.port, WITHOUT_SCRIPTS);
  const bare = new Redis(broker.url);
  const pipeline = () => {
    const commands = bare.pipeline();
    for (const key of KEYS) commands.llen(key);
    return commands.exec();
  };
  try {
    const byScript = await sideBySide(ROUNDS, [() => timed(() => read(scripted)), () => timed(pipeline)], IN_A_ROW);
    const byLlen = await sideBySide(ROUNDS, [() => timed(() => read(denied)), () => timed(pipeline)], IN_A_ROW);
    const beside = (ms: number | undefined) => ({ name: 'bare pipeline of 4,000 LLEN', value: ms ?? Number.NaN });
    return [
      row('read 1,000 queues × 4 priorities by script', byScript[0] ?? Number.NaN, 'ms', { most: 0.3 }, beside(byScript[1])),
      row('the same, scripts denied by ACL', byLlen[0] ?? Number.NaN, 'ms', { most: 1.3 }, beside(byLlen[1])),
      row('server time of one script chunk', await chunkTime(broker, scripted), 'ms', { most: 1 }),
      ...(await overSlowNetwork(broker)),
    ];
  } finally {
    bare.disconnect();
    scripted.close();
    denied.close();
  }
}

/** Median of what the server's slow log says of the scripts, milliseconds. */
async function chunkTime({ admin }: BenchBroker, scripted: RedisQueueReader): Promise<number> {
  await admin.config('SET', 'slowlog-log-slower-than', '0');
  await admin.config('SET', 'slowlog-max-len', '2000');
  await admin.slowlog('RESET');
  for (let i = 0; i < 20; i++) await read(scripted);
  await admin.config('SET', 'slowlog-log-slower-than', '-1');
  const entries: unknown = await admin.slowlog('GET', 2000);
  const micros = (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) => {
    const [, , took, command] = Array.isArray(entry) ? entry : [];
    return typeof took === 'number' && Array.isArray(command) && /^evalsha_ro$/i.test(String(command[0])) ? [took] : [];
  });
  return median(micros) / 1000;
}

async function overSlowNetwork(broker: BenchBroker): Promise<Row[]> {
  const proxy = await startDelayProxy(broker.port, ROUND_TRIP_MS);
  const scripted = reader(proxy.port);
  const denied = reader(proxy.port, WITHOUT_SCRIPTS);
  const bare = new Redis(proxy.port, '127.0.0.1', { enableReadyCheck: false, disableClientInfo: true });
  try {
    await broker.admin.script('FLUSH');
    const before = proxy.turns();
    await read(scripted);
    const first = proxy.turns() - before;
    const [byScript, byLlen, ping] = await sideBySide(8, [
      () => timed(() => read(scripted)),
      () => timed(() => read(denied)),
      () => timed(() => bare.ping()),
    ]);
    const beside = { name: `PING over ${ROUND_TRIP_MS} ms`, value: ping ?? Number.NaN };
    return [
      row(`one read over ${ROUND_TRIP_MS} ms of network, by script`, byScript ?? Number.NaN, 'ms', { most: 3 }, beside),
      row('the same, scripts denied by ACL', byLlen ?? Number.NaN, 'ms', { most: 3 }, beside),
      row('the first read on a server that has not seen the script, round trips counted', first, '', { most: 3 }),
    ];
  } finally {
    bare.disconnect();
    scripted.close();
    denied.close();
    await proxy.stop();
  }
}

function reader(port: number, login?: { user: string; password: string }): RedisQueueReader {
  return new RedisQueueReader(
    parseSettings({
      uid: 'bench',
      name: 'bench',
      url: `redis://127.0.0.1:${port}/0`,
      user: login?.user ?? '',
      jsonData: {},
      secureJsonData: login ? { password: login.password } : {},
    }),
  );
}

async function read(from: RedisQueueReader): Promise<void> {
  const { lengths, failed } = await from.depths(QUEUES, AbortSignal.timeout(10_000));
  if (lengths.length !== KEYS.length || failed.size > 0)
    throw new Error(`expected ${KEYS.length} lengths, got ${lengths.length}, ${failed.size} failed`);
}
