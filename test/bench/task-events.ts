import { randomUUID } from 'node:crypto';
import { TaskEvents } from '../../pkg-proxy/celery/tasks/task-events';
import { parseSettings } from '../../src/contract/parse-settings';
import type { BenchBroker } from './broker';
import { type Row, row } from './table';

const EVENTS_PER_SECOND = 2000;
const SECONDS = 4;
const TICK_MS = 10;
const PER_TICK = (EVENTS_PER_SECOND * TICK_MS) / 1000;
const KEY = 'bench:task-events';
const CHANNEL = '/0.celeryev/task.multi';
/** The server publishes by itself, so that this process pays for listening alone. */
const PUBLISH = `for _, message in ipairs(redis.call('LRANGE', KEYS[1], ARGV[1], ARGV[2])) do redis.call('PUBLISH', ARGV[3], message) end`;

/** What listening to 2,000 task events a second costs, one a message as producers send them, and 20 as busy workers do. */
export async function taskEventRows(broker: BenchBroker): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of [1, 20]) {
    const percent = await cost(broker, size);
    rows.push(row(`listening to 2,000 task events a second, ${size} a message, of a core`, percent, '%', { most: 15 }));
  }
  return rows;
}

/** @returns percent of a core, user and system */
async function cost({ admin, port }: BenchBroker, size: number): Promise<number> {
  await admin.del(KEY);
  await admin.rpush(KEY, ...messages(size));
  const ending = new AbortController();
  let begun = () => {};
  const listening = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let heard = 0;
  const listener = {
    listening: () => begun(),
    heard: (events: readonly unknown[]) => {
      heard += events.length;
    },
    unreadable: () => {},
    paused: () => {},
  };
  const url = `redis://127.0.0.1:${port}/0`;
  const settings = parseSettings({ uid: 'bench', name: 'bench', url, user: '', jsonData: {}, secureJsonData: {} });
  const ended = new TaskEvents(settings).listen(listener, ending.signal);
  await listening;
  await publish(admin, size, 1); // to warm up
  heard = 0;
  const [began, before] = [performance.now(), process.cpuUsage()];
  await publish(admin, size, SECONDS);
  const { user, system } = process.cpuUsage(before);
  const ms = performance.now() - began;
  ending.abort();
  await ended;
  await admin.del(KEY);
  if (heard < EVENTS_PER_SECOND * SECONDS * 0.9) throw new Error(`expected ${EVENTS_PER_SECOND * SECONDS} events, heard ${heard}`);
  return ((user + system) / 1000 / ms) * 100;
}

async function publish(admin: BenchBroker['admin'], size: number, seconds: number): Promise<void> {
  const began = performance.now();
  const perTick = PER_TICK / size;
  for (let tick = 0; tick < (seconds * 1000) / TICK_MS; tick++) {
    await admin.eval(PUBLISH, 1, KEY, 0, perTick - 1, CHANNEL);
    await new Promise((resolve) => setTimeout(resolve, began + (tick + 1) * TICK_MS - performance.now()));
  }
}

function messages(size: number): string[] {
  return Array.from({ length: PER_TICK / size }, () => {
    const events = Array.from({ length: size }, (_, i) => eventOf(i));
    return JSON.stringify({
      body: Buffer.from(JSON.stringify(size === 1 ? events[0] : events)).toString('base64'),
      'content-encoding': 'utf-8',
      'content-type': 'application/json',
      headers: { hostname: 'emails@host' },
      properties: {
        delivery_mode: 1,
        delivery_info: { exchange: 'celeryev' },
        priority: 0,
        body_encoding: 'base64',
        delivery_tag: randomUUID(),
      },
    });
  });
}

/** One of the four steps of a task, as Celery tells them. */
function eventOf(i: number): object {
  const step = { hostname: 'emails@ip-10-0-0-1', utcoffset: 0, pid: 4711, clock: 8123, uuid: randomUUID() };
  const call = { args: "('someone@example.com', 42)", kwargs: "{'template': 'welcome'}", root_id: step.uuid, parent_id: null, retries: 0 };
  const details = [
    { name: 'shop.send_mail', ...call, eta: null, expires: null, queue: 'emails', exchange: '', routing_key: 'emails', type: 'task-sent' },
    { name: 'shop.send_mail', ...call, eta: null, expires: null, type: 'task-received' },
    { type: 'task-started' },
    { result: "{'ok': True}", runtime: 0.0123, type: 'task-succeeded' },
  ];
  return { ...step, timestamp: Date.now() / 1000, ...details[i % details.length] };
}
