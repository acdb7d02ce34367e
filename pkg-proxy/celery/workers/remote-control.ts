import { randomUUID } from 'node:crypto';
import { message } from '../../../src/contract/messages/message';
import { escapeGlob } from '../../../src/contract/redis-glob';
import { withDeadline } from '../../lifetime/deadline';
import { BrokerError } from '../../queues/ports/reader';
import type { ControlAnswer, ControlMethod, ControlValues, WorkerControl } from '../../queues/ports/worker-control';
import type { RedisClient } from '../../redis/client';
import { RedisConnection } from '../../redis/connection/connection';
import { countOf, orNothing, textsOf } from '../../redis/replies';
import { controlChannels, type WorkerChannels } from '../channels';
import { controlEnvelope, replyExchange, replyQueue } from './control-envelope';
import { parseReply } from './control-reply';

/** More answers, or more characters of them, are not waited for. */
const MOST_REPLIES = 5000;
const MOST_CHARACTERS = 32 * 1024 * 1024;
/** Should this process end in the middle, the list of answers outlives it by so much. */
const LEFT_BEHIND_MS = 60_000;
const CLEAN_MS = 3000;

/**
 * Asks workers as Celery's own `inspect` does (kombu/pidbox.py), by the binding method: as soon as the binding is removed, the
 * answer of a late worker finds nowhere to go, and nothing is left on the broker. Each question has a connection of its own,
 * since BRPOP holds it.
 */
export class RemoteControl implements WorkerControl {
  /** The same for every question, so that what one might leave behind the next one removes. */
  readonly #replyTo = randomUUID();
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly settings: WorkerChannels) {}

  ask<M extends ControlMethod>(method: M, signal: AbortSignal): Promise<ControlAnswer<M>> {
    const asked = this.#last.then(() => this.#ask(method, signal));
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  async #ask<M extends ControlMethod>(method: M, signal: AbortSignal): Promise<ControlAnswer<M>> {
    const ticket = randomUUID();
    const { keyPrefix, separator } = this.settings.keys;
    const exchange = this.settings.workers.controlExchange;
    const envelope = controlEnvelope({
      method,
      exchange,
      ticket,
      replyTo: this.#replyTo,
      deliveryTag: randomUUID(),
      expires: Date.now() / 1000 + 10,
    });
    const replies = keyPrefix + replyQueue(exchange, this.#replyTo);
    const bindings = `${keyPrefix}_kombu.binding.${replyExchange(exchange)}`;
    const member = `${this.#replyTo}${separator}${separator}${replyQueue(exchange, this.#replyTo)}`;
    const answer = new Answer(method, ticket);
    let bound = false;
    const connection = new RedisConnection(this.settings.connection);
    try {
      await connection.use(signal, async (client) => {
        bound = true;
        countOf(await client.sadd(bindings, member), 'SADD');
        for (const channel of controlChannels(this.settings)) {
          answer.receivers += countOf(await client.publish(channel, envelope), 'PUBLISH');
        }
        await collect(client, replies, answer);
      });
    } catch (error) {
      // Workers that did not reply in time are missing from the result. If Redis itself does not answer, the cleanup reports it.
      if (!(signal.aborted && answer.receivers > 0)) throw this.#explained(error);
    } finally {
      if (bound) await this.#clean(connection, bindings, member, replies, answer);
      connection.close();
    }
    return answer;
  }

  /** In this order: once the binding is gone, no worker pushes replies any more. */
  async #clean(connection: RedisConnection, bindings: string, member: string, replies: string, { receivers }: Answer<ControlMethod>) {
    try {
      await withDeadline(CLEAN_MS, (limit) =>
        connection.use(limit, async (client) => {
          countOf(await client.srem(bindings, member), 'SREM');
          countOf(await client.del(replies), 'DEL');
        }),
      );
    } catch (error) {
      if (receivers > 0) throw this.#explained(error); // otherwise the error that no worker was reached says more
    }
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof BrokerError) || error.code !== 'permission') return error;
    const { keys, workers, connection } = this.settings;
    const replies = replyExchange(workers.controlExchange);
    const prefix = escapeGlob(keys.keyPrefix);
    const channels = controlChannels(this.settings).map((channel) => `&${channel}`);
    const rules = [`~${prefix}_kombu.binding.${replies}`, `~${prefix}*.${replies}`, ...channels];
    return new BrokerError(
      'permission',
      message('redis.mayNotAskWorkers', {
        label: connection.broker.label,
        rules: `${rules.join(' ')} +publish +sadd +srem +brpop +del +pexpire`,
      }),
      { cause: error },
    );
  }
}

/** Collects the replies to one request. */
class Answer<M extends ControlMethod> implements ControlAnswer<M> {
  receivers = 0;
  readonly replies = new Map<string, ControlValues[M]>();
  readonly refused = new Map<string, string>();
  #came = 0;
  #characters = 0;

  constructor(
    private readonly method: M,
    private readonly ticket: string,
  ) {}

  get complete(): boolean {
    return this.#came >= Math.min(this.receivers, MOST_REPLIES) || this.#characters > MOST_CHARACTERS;
  }

  take(raw: string): void {
    const reply = parseReply(this.method, raw);
    this.#characters += raw.length;
    if (reply?.ticket !== this.ticket) return; // a late reply to an earlier request
    this.#came++;
    if (reply.value !== undefined) this.replies.set(reply.worker, reply.value);
    else this.refused.set(this.refused.has(reply.worker) ? `${reply.worker} (${this.#came})` : reply.worker, reply.refused ?? '');
  }
}

/** Collects replies until all are there; otherwise it ends with the connection. */
async function collect(client: RedisClient, replies: string, answer: Answer<ControlMethod>): Promise<void> {
  while (!answer.complete) {
    const popped: unknown = await client.brpop(replies, 1);
    const [, first] = orNothing((list, command) => textsOf(list, command, 2), popped, 'BRPOP') ?? [];
    if (first === undefined) continue;
    answer.take(first);
    if (!answer.complete) await client.pexpire(replies, LEFT_BEHIND_MS);
  }
}
