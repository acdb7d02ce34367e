import { Redis } from 'ioredis';

/** Who listens to patterns of channels, as all of Celery does, since this was made. */
export class Listeners {
  private constructor(
    private readonly redis: Redis,
    private readonly before: ReadonlySet<string>,
  ) {}

  static async of(url: string): Promise<Listeners> {
    const redis = new Redis(url);
    return new Listeners(redis, new Set((await listenersOf(redis)).map(({ id }) => id)));
  }

  /** How many patterns new clients listen to. */
  async added(): Promise<number> {
    return (await listenersOf(this.redis)).filter(({ id }) => !this.before.has(id)).reduce((sum, { patterns }) => sum + patterns, 0);
  }

  close(): void {
    this.redis.disconnect();
  }
}

async function listenersOf(redis: Redis): Promise<{ id: string; patterns: number }[]> {
  const clients = [...String(await redis.client('LIST')).matchAll(/^id=(\d+) .* psub=(\d+)/gm)];
  return clients.map(([, id = '', patterns]) => ({ id, patterns: Number(patterns) })).filter(({ patterns }) => patterns > 0);
}
