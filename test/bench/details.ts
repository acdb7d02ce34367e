import { Redis } from 'ioredis';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import type { GoodSample } from '../../pkg-proxy/queues/sample';
import { DetailKeeper } from '../../pkg-proxy/queues/sampling/details/detail-keeper';
import { parseSettings } from '../../src/contract/parse-settings';
import { type BenchBroker, keysOf } from './broker';
import { startDelayProxy } from './delay-proxy';
import { sideBySide, timed } from './measure';
import { PRIORITY_STEPS, QUEUES } from './queue-names';
import { type Row, row } from './table';

const ROUNDS = 6;
const IN_A_ROW = 10;
const IN_FLIGHT = 400;
/** Three queues in ten hold tasks, one in ten also some of the last priority. */
const HELD = QUEUES.filter((_, i) => i % 10 < 3);
const KEYS = HELD.flatMap((queue, i) => (i % 3 === 0 ? [queue, keysOf(queue).at(-1) ?? queue] : [queue]));

/** What lies behind the lengths, beside the lengths alone: while nothing moves, and while every list that holds tasks does. */
export async function detailRows(broker: BenchBroker): Promise<Row[]> {
  const db = 1;
  const admin = new Redis(`${broker.url.replace(/\/\d+$/, '')}/${db}`);
  const reader = readerOf(broker.port, db);
  const proxy = await startDelayProxy(broker.port, 20);
  const far = readerOf(proxy.port, db);
  try {
    await seed(admin);
    const lengths = () => timed(() => sample(reader));
    const keepers = [new DetailKeeper(PRIORITY_STEPS.length), new DetailKeeper(PRIORITY_STEPS.length)] as const;
    const [alone = Number.NaN, still = Number.NaN] = await sideBySide(
      ROUNDS,
      [lengths, () => timed(() => everything(reader, keepers[0]))],
      IN_A_ROW,
    );
    const busy = async () => {
      await move(admin);
      return timed(() => everything(reader, keepers[1]));
    };
    const [aloneThen = Number.NaN, moving = Number.NaN] = await sideBySide(ROUNDS, [lengths, busy], IN_A_ROW);
    const keeper = new DetailKeeper(PRIORITY_STEPS.length);
    await everything(far, keeper); // connects, and loads the scripts
    const before = proxy.turns();
    await move(admin);
    await everything(far, keeper);
    const turns = proxy.turns() - before;
    const beside = (value: number) => ({ name: 'lengths alone', value });
    return [
      row('a sample with everything on, 1,000 queues × 4 priorities, nothing moves', still, 'ms', { most: 3 }, beside(alone)),
      row(`the same while ${KEYS.length} lists move`, moving, 'ms', { most: 3 }, beside(aloneThen)),
      row('its round trips, counted', turns, '', { most: 4 }),
    ];
  } finally {
    reader.close();
    far.close();
    admin.disconnect();
    await proxy.stop();
  }
}

/** Lengths, and all that lies behind them, as the sampler reads it. */
async function everything(reader: RedisQueueReader, keeper: DetailKeeper): Promise<void> {
  const lengths = await sample(reader);
  const request = keeper.request(lengths, { visibilityTimeout: 3600, ageHeader: 'enqueued_at' });
  const probe = await reader.probe(request, AbortSignal.timeout(10_000));
  if (probe.looks instanceof Error) throw probe.looks;
  if (probe.deliveries instanceof Error) throw probe.deliveries;
  const { off } = keeper.details(lengths, request, probe, { moment: performance.now() });
  if (off.size > 0) throw new Error(`expected every measure, but ${[...off.keys()].join(', ')} are off`);
}

async function sample(reader: RedisQueueReader): Promise<GoodSample> {
  const { lengths, failed } = await reader.depths(QUEUES, AbortSignal.timeout(10_000));
  const steps = PRIORITY_STEPS.length;
  const waiting = Float64Array.from(QUEUES, (_, q) => lengths.slice(q * steps, (q + 1) * steps).reduce((a, b) => a + b, 0));
  return { ok: true, at: Date.now(), queues: QUEUES, waiting, steps: lengths, failed };
}

async function seed(admin: Redis): Promise<void> {
  const pipeline = admin.pipeline();
  KEYS.forEach((key, i) => {
    pipeline.lpush(key, ...Array.from({ length: (i % 7) + 3 }, message));
  });
  for (let i = 0; i < IN_FLIGHT; i++) {
    const text = message();
    pipeline.hset('unacked', `tag-${i}`, `[${text}, "", "${HELD[i % HELD.length]}"]`);
    pipeline.zadd('unacked_index', Date.now() / 1000, `tag-${i}`);
  }
  await pipeline.exec();
}

/** One comes and one goes in every list that holds tasks; ten are taken into flight, and ten are done. */
async function move(admin: Redis): Promise<void> {
  const pipeline = admin.pipeline();
  for (const key of KEYS) {
    pipeline.lpush(key, message());
    pipeline.rpop(key);
  }
  const done = await admin.zrange('unacked_index', 0, 9);
  pipeline.zrem('unacked_index', ...done);
  pipeline.hdel('unacked', ...done);
  for (let i = 0; i < 10; i++) {
    const tag = `tag-${serial}-${i}`;
    pipeline.hset('unacked', tag, `[${message()}, "", "${HELD[i]}"]`);
    pipeline.zadd('unacked_index', Date.now() / 1000, tag);
  }
  await pipeline.exec();
}

let serial = 0;

/** As kombu writes it, about 1 KB. */
function message(): string {
  const id = `3746967a-7d70-4b8e-9d0c-${String(serial++).padStart(12, '0')}`;
  return JSON.stringify({
    body: 'W10='.repeat(100),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: {
      lang: 'py',
      task: 'shop.send',
      id,
      eta: null,
      expires: null,
      retries: 0,
      root_id: id,
      argsrepr: '()',
      kwargsrepr: '{}',
      origin: 'gen1@host',
    },
    properties: {
      correlation_id: id,
      delivery_mode: 2,
      delivery_info: { exchange: '', routing_key: 'q' },
      priority: 0,
      body_encoding: 'base64',
      delivery_tag: id,
    },
  });
}

function readerOf(port: number, db: number): RedisQueueReader {
  return new RedisQueueReader(
    parseSettings({ uid: 'bench', name: 'bench', url: `redis://127.0.0.1:${port}/${db}`, user: '', jsonData: {}, secureJsonData: {} }),
  );
}
