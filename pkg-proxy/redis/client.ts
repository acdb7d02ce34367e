import type { Redis } from 'ioredis';

/** A connection that commands are sent on, for those outside this folder who write and read Celery's keys. */
export type RedisClient = Redis;
export type Pipeline = ReturnType<Redis['pipeline']>;
