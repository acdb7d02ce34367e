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

/** Lists in one call of the script: a tenth of a millisecond of server time as a rule, some milliseconds at the very worst. */
const LISTS_A_CALL = 16;
/** What one call of the script reads at the most, whether it answers it or not, in bytes: a server takes some 2.5 ms for a megabyte. */
const TOUCHED_A_CALL = 3_000_000;
/** kombu's shortest messages have some 400 bytes, so a node of 8 KB holds no more than this. */
const MESSAGES_A_NODE = 20;

/**
 * For each list: length, bytes, place of the anchor (or minus the depth searched), newest, oldest, whether it was too large: 1 by its
 * weight or because we said so, 2 by what was read; 3: it has to wait, because those before it were large. False for what is unchanged
 * or not read. An error stands alone in the place of the length.
 *
 * Only the average of a list's messages is known, and one of them may be huge. MEMORY USAGE with n samples answers the mean of the
 * first n nodes times their number: so what the first node weighs, and, where there are few enough nodes to count them by asking
 * again and again, what the last ones weigh. In a longer list the last one is read unweighed; what proves heavy stays here.
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
 * Reads the ends of lists, each list at one moment, by a script that writes nothing. Nothing large is moved: the server says
 * first how much memory a list takes.
 * @returns undefined where scripts, or commands in them, may not be used; an Error for a list that cannot be read
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
  // In a script Redis does not say which command it refuses, and every command of this one is known: single commands will tell.
  return ends?.some((end) => end instanceof Error && /^(ERR|NOPERM) /.test(end.message)) ? undefined : ends;
}

/** What one of so many calls may answer, in bytes: the first, whose lists have waited longest, a quarter of all, the others the same of the rest. */
function budgetOf(call: number, calls: number): number {
  if (calls === 1) return READ_A_SAMPLE;
  return call === 0 ? READ_A_SAMPLE / 4 : (READ_A_SAMPLE * 3) / 4 / (calls - 1);
}

function readReply(reply: unknown): ListEnds | Error {
  const [length, ...rest] = listOf(reply, Script.COMMAND);
  if (rest.length === 0) return new Error(textOf(length, Script.COMMAND));
  const [bytes, place, newest, oldest, tooLarge] = rest;
  if (tooLarge === 3) return WAITS;
  // False in Lua is nothing in the answer.
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
