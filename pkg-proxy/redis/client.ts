import type { Redis } from 'ioredis';

/** A connection to send commands on, for code outside this folder that reads and writes Celery's keys. */
export type RedisClient = Redis;
export type Pipeline = ReturnType<Redis['pipeline']>;
