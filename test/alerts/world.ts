import { Redis } from 'ioredis';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { BROKER, patient, record, storeAt } from '../integration/cloudwatch-harness';
import type { TestDatasource } from '../setup/backend';
import { startCelery, type TestCelery } from '../setup/celery';
import { startRedis, type TestRedis } from '../setup/redis';

const STEP = 300_000;
const WEEK = 7 * 86_400_000;
const SEP = '\x06\x16';
/** Queues that the settings give to the worker `work`, so that they are not unconsumed. */
const TENDED = ['work', 'critical', 'late', 'growing', 'unusual'];

/** A broker, its workers and its CloudWatch, in which every rule can be made to fire and to clear. */
export class AlertWorld {
  #work: TestCelery | undefined;
  #growing: NodeJS.Timeout | undefined;
  #filled = 0;

  private constructor(
    private redis: TestRedis,
    private admin: Redis,
    private readonly cloudWatch: StrictCloudWatch,
    private readonly stuck: TestCelery,
  ) {}

  /** All is well, except that the worker `stuck` has begun two tasks that take an hour, and more wait for it. */
  static async open(): Promise<AlertWorld> {
    const redis = await startRedis();
    const admin = new Redis(redis.url);
    let now = Date.now();
    const cloudWatch = await StrictCloudWatch.start({ now: () => now });
    const end = Math.floor(now / STEP) * STEP;
    for (let week = 4; week > 0; week--) {
      now = end - (week - 1) * WEEK;
      const store = storeAt({ endpoint: cloudWatch.url, now: () => now });
      // 50 to 150 tasks at every hour: a range that is 100 wide.
      const times = Array.from({ length: WEEK / STEP }, (_, i) => now - WEEK + i * STEP);
      await store.put(
        times.map((at, i) => record('unusual', at, [i % 2 === 0 ? 50 : 150])),
        patient(),
      );
      store.close();
    }
    setInterval(() => (now = Date.now()), 100).unref();
    const conf = { worker_send_task_events: true, task_acks_late: true };
    const stuck = await startCelery({ broker: redis.url, consume: ['stuck'], name: 'stuck@test', conf });
    for (const queue of [...TENDED, 'stuck', 'orphan']) await admin.sadd(`_kombu.binding.${queue}`, `${queue}${SEP}${SEP}${queue}`);
    const world = new AlertWorld(redis, admin, cloudWatch, stuck);
    await world.startWork();
    return world;
  }

  /** @param uid another one remembers nothing of what was before */
  datasource(
    uid: string,
  ): TestDatasource & { readonly jsonData: Record<string, unknown>; readonly secureJsonData: Record<string, string> } {
    return {
      uid,
      url: this.redis.url,
      jsonData: {
        environment: BROKER.environment,
        sampleSeconds: 1,
        visibilityTimeout: 2,
        workerQueues: { 'stuck@*': ['stuck'], 'work@*': TENDED },
        thresholds: { queues: { critical: { critical: 100 }, late: { age: { warning: 2 } } } },
        authType: 'keys',
        defaultRegion: 'eu-west-1',
        endpoint: this.cloudWatch.url,
        mirror: { enabled: true },
      },
      secureJsonData: { accessKey: 'AKIDGOOD', secretKey: 'secret-of-AKIDGOOD' },
    };
  }

  async startWork(): Promise<void> {
    const conf = { worker_send_task_events: true };
    this.#work = await startCelery({ broker: this.redis.url, consume: ['work'], name: 'work@test', conf });
  }

  /** Runs 18 tasks that succeed and 2 that fail, or so many. */
  async run(succeeding: number, failing: number): Promise<void> {
    await this.#work?.send({ queue: 'work', count: succeeding });
    if (failing > 0) await this.#work?.send({ queue: 'work', count: failing, seconds: -1 });
  }

  /** Before anybody looks, so that departures are over. */
  stall = () => this.stuck.send({ queue: 'stuck', count: 6, seconds: 3600 });
  /** No two tasks are alike, since what arrives and leaves is told from the tasks at both ends. */
  fill = (queue: string, count: number) => this.admin.lpush(queue, ...Array.from({ length: count }, () => `${this.#filled++}`));
  empty = (...queues: string[]) => this.admin.del(...queues);

  grow(): void {
    this.#growing ??= setInterval(() => void this.fill('growing', 5).catch(() => {}), 200);
  }

  async stopGrowing(): Promise<void> {
    clearInterval(this.#growing);
    this.#growing = undefined;
    await this.empty('growing');
  }

  /** 80 % and more of the memory is a warning, 95 % critical. */
  async limitMemory(share: number): Promise<void> {
    const used = Number(/used_memory:(\d+)/.exec(await this.admin.info('memory'))?.[1]);
    await this.admin.config('SET', 'maxmemory', Math.round(used / share));
  }
  unlimitMemory = () => this.admin.config('SET', 'maxmemory', 0);
  refuseMirror = () => this.cloudWatch.deny('PutMetricData');
  acceptMirror = () => this.cloudWatch.recover();

  async stopWorkers(): Promise<void> {
    await Promise.all([this.stuck.stop(), this.#work?.stop()]);
    this.#work = undefined;
  }

  async stopRedis(): Promise<void> {
    this.admin.disconnect();
    await this.redis.stop();
  }

  async startRedis(): Promise<void> {
    this.redis = await startRedis({ port: this.redis.port });
    this.admin = new Redis(this.redis.url);
  }

  async close(): Promise<void> {
    clearInterval(this.#growing);
    await this.stopWorkers();
    this.admin.disconnect();
    await Promise.all([this.redis.stop(), this.cloudWatch.close()]);
  }
}
