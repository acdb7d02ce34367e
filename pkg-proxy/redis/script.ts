import { createHash } from 'node:crypto';
import type { RedisClient } from './client';
import { replyCode } from './errors';

/** What one call of a script is given. */
export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args?: readonly (string | number)[];
}

/** What a server answers that knows no `EVALSHA_RO` (before Redis 7), may not run it for us, or forgets scripts at once. */
const UNUSABLE: readonly (string | undefined)[] = ['NOPERM', 'ERR', 'NOSCRIPT'];

/** A Lua script that writes nothing. */
export class Script {
  /** For errors about its answers. */
  static readonly COMMAND = 'EVALSHA_RO';
  readonly #sha: string;

  constructor(private readonly source: string) {
    this.#sha = createHash('sha1').update(source).digest('hex');
  }

  /**
   * Runs it once for each call, in one pipeline.
   * @returns what it answered, one a call; undefined where scripts may not be used
   * @throws any other error of the server or the connection
   */
  async run(client: RedisClient, calls: readonly ScriptCall[]): Promise<readonly unknown[] | undefined> {
    let results = await this.#send(client, calls, Script.COMMAND, this.#sha);
    // EVAL_RO leaves the script in the server's cache, so this happens once a server start.
    if (replyCode(results[0]?.[0]) === 'NOSCRIPT') results = await this.#send(client, calls, 'EVAL_RO', this.source);
    const error = results.find(([failure]) => failure)?.[0];
    if (!error) return results.map(([, reply]) => reply);
    if (UNUSABLE.includes(replyCode(error))) return undefined;
    throw error;
  }

  /** @param first the command of the first call: those after it find the script in the server's cache */
  async #send(client: RedisClient, calls: readonly ScriptCall[], first: string, script: string) {
    const pipeline = client.pipeline();
    calls.forEach(({ keys, args = [] }, i) => {
      if (i === 0) pipeline.call(first, script, keys.length, ...keys, ...args);
      else pipeline.call(Script.COMMAND, this.#sha, keys.length, ...keys, ...args);
    });
    return (await pipeline.exec()) ?? [];
  }
}
