import { createHash } from 'node:crypto';
import type { RedisClient } from './client';
import { replyCode } from './errors';

/** Arguments of one call of a script. */
export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args?: readonly (string | number)[];
}

/** Error replies of a server that has no `EVALSHA_RO` (before Redis 7), denies it, or does not cache scripts. */
const UNUSABLE: readonly (string | undefined)[] = ['NOPERM', 'ERR', 'NOSCRIPT'];

/** A read-only Lua script. */
export class Script {
  /** The command name for errors about its replies. */
  static readonly COMMAND = 'EVALSHA_RO';
  readonly #sha: string;

  constructor(private readonly source: string) {
    this.#sha = createHash('sha1').update(source).digest('hex');
  }

  /**
   * Runs the script once per call, in one pipeline.
   * @returns one reply per call; undefined if scripts cannot be used
   * @throws any other error of the server or the connection
   */
  async run(client: RedisClient, calls: readonly ScriptCall[]): Promise<readonly unknown[] | undefined> {
    let results = await this.#send(client, calls, Script.COMMAND, this.#sha);
    // EVAL_RO puts the script into the server's cache, so this happens once per server start.
    if (replyCode(results[0]?.[0]) === 'NOSCRIPT') results = await this.#send(client, calls, 'EVAL_RO', this.source);
    const error = results.find(([failure]) => failure)?.[0];
    if (!error) return results.map(([, reply]) => reply);
    if (UNUSABLE.includes(replyCode(error))) return undefined;
    throw error;
  }

  /** @param first the command of the first call; later calls find the script in the server's cache */
  async #send(client: RedisClient, calls: readonly ScriptCall[], first: string, script: string) {
    const pipeline = client.pipeline();
    calls.forEach(({ keys, args = [] }, i) => {
      if (i === 0) pipeline.call(first, script, keys.length, ...keys, ...args);
      else pipeline.call(Script.COMMAND, this.#sha, keys.length, ...keys, ...args);
    });
    return (await pipeline.exec()) ?? [];
  }
}
