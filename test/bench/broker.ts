import { Redis } from 'ioredis';
import { startRedis } from '../setup/redis';
import { PRIORITY_STEPS, QUEUES } from './queue-names';

const SEP = '\x06\x16';
/** The lists of a queue, as kombu names them. */
export function keysOf(queue: string): string[] {
  return PRIORITY_STEPS.map((step) => (step === 0 ? queue : `${queue}${SEP}${step}`));
}

export interface BenchBroker {
  readonly url: string;
  readonly port: number;
  /** For seeding and for asking the server what it did. */
  readonly admin: Redis;
  stop(): Promise<void>;
}

/** A Redis with 1,000 declared queues: three in ten hold tasks, one in ten uses priorities. */
export async function startBroker(): Promise<BenchBroker> {
  const { url, port, stop } = await startRedis();
  const admin = new Redis(url);
  const pipeline = admin.pipeline();
  QUEUES.forEach((queue, i) => {
    pipeline.sadd(`_kombu.binding.${queue}`, `${queue}${SEP}${SEP}${queue}`);
    if (i % 10 < 3) pipeline.lpush(queue, ...Array<string>((i % 7) + 1).fill('{}'));
    if (i % 10 === 0) pipeline.lpush(`${queue}${SEP}9`, '{}');
  });
  await pipeline.exec();
  return {
    url,
    port,
    admin,
    async stop() {
      admin.disconnect();
      await stop();
    },
  };
}
