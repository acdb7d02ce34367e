import type { Redis } from 'ioredis';
import { countOf, listOf, orNothing, textOf, textsOf } from '../replies';
import { Script } from '../script';
import {
  DEEPEST,
  type KeyedQuestion,
  type ListEnds,
  MOST_EACH,
  MOST_REMEMBERED,
  MOST_TOGETHER,
  nodesFor,
  READ_A_SAMPLE,
  SEARCHED_BYTES,
  SHALLOWEST,
  SURELY_FORGOTTEN,
  TAIL,
  WAITS,
} from './list-ends';

/** Lists per call of the script: usually a tenth of a millisecond of server time, some milliseconds at worst. */
const LISTS_A_CALL = 16;
/** Maximum bytes that one call of the script reads, returned or not: a server takes some 2.5 ms per megabyte. */
const TOUCHED_A_CALL = 3_000_000;
/** kombu's shortest messages have some 400 bytes, so a node of 8 KB holds at most this many. */
const MESSAGES_A_NODE = 20;

/**
 * Returns for each list: length, bytes, position of the anchor (or minus the depth searched), newest, oldest, and a size flag. The
 * flag is 1 if the list is too large by its memory or by our own mark, 2 if the messages read were too large, and 3 if the list has
 * to wait because others before it were large. False stands for unchanged or not read. An error takes the place of the length, alone.
 *
 * Only the average message size of a list is known, and one message may be huge. MEMORY USAGE with n samples returns the mean size of
 * the first n nodes times the number of nodes. That gives the size of the first node. If there are few enough nodes to count them
 * with repeated calls, it also gives the size of the last ones. In a longer list, the last message is read without knowing its size;
 * if it is too large, it is not returned.
 */
const ENDS = new Script(`
local nodes, budget, spent, touched = tonumber(ARGV[1]), tonumber(ARGV[2]), 0, 0
local function ask(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then error(reply, 0) end
  return reply
end
local function usage(key, samples) return ask('MEMORY', 'USAGE', key, 'SAMPLES', samples) or 0 end
local function heavy(key, n, bytes)
  if bytes <= ${MOST_TOGETHER} then return false end
  if bytes / n > ${MOST_EACH} then return true end
  if usage(key, 1) / math.max(1, n / ${MESSAGES_A_NODE}) > ${MOST_TOGETHER} then return true end
  local below, from = 1, math.min(n, nodes)
  if from > 2 and (n <= nodes or usage(key, from - 1) == bytes) then
    while from - below > 1 do
      local middle = math.floor((below + from) / 2)
      if usage(key, middle) == bytes then from = middle else below = middle end
    end
    local rest = from - ${TAIL}
    if rest > 0 and bytes - rest * usage(key, rest) / from > ${MOST_TOGETHER} then return true end
  end
  return false
end
local waits = {0, 0, false, false, false, 3}
local function look(key, anchor, tail, mode)
  local n = ask('LLEN', key)
  if n == 0 then return {0, 0, false, false, false} end
  if touched > ${TOUCHED_A_CALL} and mode ~= 'first' then return waits end
  local bytes = usage(key, nodes)
  if mode == 'heavy' or heavy(key, n, bytes) then return {n, bytes, false, false, false, 1} end
  local proved = {n, bytes, false, false, false, 2}
  local r = {n, bytes, false, false, false}
  local newest = bytes / n <= ${SURELY_FORGOTTEN} and ask('LRANGE', key, 0, 0)[1] or ''
  touched = touched + #newest
  if #newest > ${MOST_TOGETHER} then return proved end
  local read = 0
  if newest == anchor and anchor ~= '' then r[3] = 0
  else
    r[4] = #newest <= ${MOST_REMEMBERED} and newest or ''
    read = #r[4]
    if anchor ~= '' then
      local depth = math.max(${SHALLOWEST}, math.min(${DEEPEST}, math.floor(${SEARCHED_BYTES} * n / bytes)))
      r[3] = ask('LPOS', key, anchor, 'MAXLEN', depth) or -depth
    end
  end
  local last = ask('LRANGE', key, -1, -1)[1]
  touched = touched + #last
  if #last > ${MOST_TOGETHER} then return proved end
  if tail == '' or not string.find(last, tail, 1, true) then
    local plain = string.find(last, '"eta": ?null') and not string.find(last, '"redelivered": ?true')
    local oldest = plain and {} or ask('LRANGE', key, -${TAIL}, -2)
    oldest[#oldest + 1] = last
    local weight = 0
    for _, message in ipairs(oldest) do weight = weight + #message end
    touched = touched + weight - #last
    if weight > ${MOST_TOGETHER} then return proved end
    r[5] = oldest
    read = read + weight
  end
  if spent + read > budget and mode ~= 'first' then return waits end
  spent = spent + read
  return r
end
local out = {}
for i, key in ipairs(KEYS) do
  local fine, result = pcall(look, key, ARGV[3 * i], ARGV[3 * i + 1], ARGV[3 * i + 2])
  out[i] = fine and result or {type(result) == 'table' and result.err or tostring(result)}
end
return out`);

/**
 * Reads the ends of lists with a read-only script, each list atomically. Nothing large is transferred: the script first checks the
 * memory of a list.
 * @returns undefined if scripts, or commands in them, cannot be used; an Error for a list that cannot be read
 */
export async function endsByScript(client: Redis, questions: readonly KeyedQuestion[]): Promise<(ListEnds | Error)[] | undefined> {
  const nodes = String(nodesFor(questions.length));
  const calls = Array.from({ length: Math.ceil(questions.length / LISTS_A_CALL) }, (_, i) =>
    questions.slice(i * LISTS_A_CALL, (i + 1) * LISTS_A_CALL),
  );
  const replies = await ENDS.run(
    client,
    calls.map((call, i) => {
      const said = call.flatMap(({ anchor = '', tail = '', heavy, first }) => [anchor, tail, heavy ? 'heavy' : first ? 'first' : '']);
      return { keys: call.map(({ key }) => key), args: [nodes, Math.floor(budgetOf(i, calls.length)), ...said] };
    }),
  );
  const ends = replies?.flatMap((reply, i) => listOf(reply, Script.COMMAND, calls[i]?.length).map(readReply));
  // Inside a script, Redis does not say which command it refuses. The single commands will show that.
  return ends?.some((end) => end instanceof Error && /^(ERR|NOPERM) /.test(end.message)) ? undefined : ends;
}

/** Maximum bytes that a call may return. The first call, whose lists have waited longest, gets a quarter; the others share the rest. */
function budgetOf(call: number, calls: number): number {
  if (calls === 1) return READ_A_SAMPLE;
  return call === 0 ? READ_A_SAMPLE / 4 : (READ_A_SAMPLE * 3) / 4 / (calls - 1);
}

function readReply(reply: unknown): ListEnds | Error {
  const [length, ...rest] = listOf(reply, Script.COMMAND);
  if (rest.length === 0) return new Error(textOf(length, Script.COMMAND));
  const [bytes, place, newest, oldest, tooLarge] = rest;
  if (tooLarge === 3) return WAITS;
  // Lua's false arrives as null.
  const at = typeof place === 'number' ? place : undefined;
  return {
    length: countOf(length, Script.COMMAND),
    bytes: countOf(bytes, Script.COMMAND),
    newer: at !== undefined && at >= 0 ? at : undefined,
    searched: at !== undefined && at < 0 ? -at : undefined,
    newest: orNothing(textOf, newest, Script.COMMAND),
    oldest: orNothing(textsOf, oldest, Script.COMMAND),
    tooLarge: tooLarge === 1 || tooLarge === 2,
    proved: tooLarge === 2,
  };
}
