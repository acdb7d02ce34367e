import { controlChannels, eventPatterns } from '../contract/channels';
import { escapeGlob } from '../contract/redis-glob';
import type { Needs } from './needs';

/** The user in a line of settings that name none. */
const USER = 'grafana';
const LOCK_USER = 'lock';

const LENGTHS = ['+llen', '+eval_ro', '+evalsha_ro'];
/** To look into a queue: a query for its tasks does so also where `details` is off. */
const CONTENTS = ['+memory|usage', '+lrange', '+lindex'];
const DETAILS = ['+lpos', '+hlen', '+hmget', '+hstrlen', '+zcount', '+zrange'];
const LOCK = ['+set', '+get', '+del'];
/** Names the connection in CLIENT LIST. */
const NAME = '+client|setname';

/**
 * The lines that create the Redis users of these settings, with exactly the rights they need (Redis 7 and later). `password` stands for
 * the real one. The second line is for a lock on another server.
 */
export function aclLines(needs: Needs): readonly string[] {
  const { user, lock } = needs;
  const separate = lock?.url;
  const line = userLine(user ?? USER, [...readRights(needs), ...remoteControlRights(needs), ...(separate ? [] : lockRights(needs))]);
  return separate && lock ? [line, lockUserLine(lock.prefix, separate)] : [line];
}

/** What only reads. */
function readRights(needs: Needs): string[] {
  const { broker } = needs.connection;
  const channels = eventChannels(needs);
  return [
    ...readKeys(needs),
    // To see whether the broker answers while no queue is known, and whether a subscription still does.
    ...(readsAnyQueue(needs) || channels.length > 0 ? ['+ping'] : []),
    ...select(broker.db),
    '+info',
    NAME,
    ...(needs.discover ? ['+scan', '+smembers'] : []),
    ...LENGTHS,
    ...CONTENTS,
    ...(needs.details ? DETAILS : []),
    ...(channels.length > 0 ? [...channels, '+psubscribe'] : []),
  ];
}

function readKeys(needs: Needs): string[] {
  const { queues, details } = needs;
  const { keyPrefix, unacked } = needs.keys;
  const prefix = escapeGlob(keyPrefix);
  if (readsAnyQueue(needs)) return [`%R~${pattern(prefix)}*`];
  // The lists of priorities have the queue's name in front.
  const names = queues.map((queue) => `${escapeGlob(queue)}*`);
  return [...names, ...(details ? unacked.map(escapeGlob) : [])].map((name) => `%R~${pattern(prefix + name)}`);
}

/** Discovery finds queues of any name. Without it, only those of the settings are read. */
function readsAnyQueue({ discover, queues }: Needs): boolean {
  return discover || queues.length === 0;
}

/** Listening to heartbeats and to task events. Redis compares the pattern of a subscription with the rule as text. */
function eventChannels(needs: Needs): string[] {
  return channelRules([
    ...(needs.heartbeats ? eventPatterns(needs, 'worker') : []),
    ...(needs.taskEvents ? eventPatterns(needs, 'task') : []),
  ]);
}

/** Asking workers: their channel, the list of replies and, which the same pattern matches, its binding. */
function remoteControlRights(needs: Needs): string[] {
  if (!needs.remoteControl) return [];
  const prefix = escapeGlob(needs.keys.keyPrefix);
  const replies = `reply.${escapeGlob(needs.workers.controlExchange)}.pidbox`;
  return [
    `~${pattern(`${prefix}*.${replies}`)}`,
    ...channelRules(controlChannels(needs).map(escapeGlob)),
    ...['+publish', '+sadd', '+srem', '+brpop', '+del', '+pexpire'],
  ];
}

/** In brackets, so that these commands reach only the keys of the lock. */
function lockRights({ lock }: Needs): string[] {
  return lock ? [`(${[...LOCK, lockKeys(lock.prefix)].join(' ')})`] : [];
}

/** The user of a lock on a server of its own. */
function lockUserLine(prefix: string, { user, db }: { readonly user?: string | undefined; readonly db: number }): string {
  return userLine(user ?? LOCK_USER, [...LOCK, ...select(db), NAME, lockKeys(prefix)]);
}

function userLine(user: string, rights: readonly string[]): string {
  return ['ACL SETUSER', user, 'on >password resetkeys resetchannels nocommands', ...new Set(rights)].join(' ');
}

function lockKeys(prefix: string): string {
  return `~${pattern(escapeGlob(prefix))}*`;
}

function select(db: number): string[] {
  return db === 0 ? [] : ['+select'];
}

/** A rule cannot hold these characters, and redis-cli takes quotation marks for its own. */
const UNFIT = /[\s\0"']/;

/** A key pattern that fits into a rule: `?` is any one character. */
function pattern(glob: string): string {
  return glob.replaceAll(new RegExp(UNFIT, 'g'), '?');
}

/** A pattern of a subscription must be in the rule as it is, so one that does not fit needs all channels. */
function channelRules(patterns: readonly string[]): string[] {
  return patterns.some((one) => UNFIT.test(one)) ? ['allchannels'] : patterns.map((one) => `&${one}`);
}
