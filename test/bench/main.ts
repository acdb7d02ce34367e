import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, type } from 'node:os';
import { startBroker } from './broker';
import { brokerLoadRows } from './broker-load';
import { loadClient } from './client';
import { dayRows } from './day';
import { detailRows } from './details';
import { largeAnswerRows } from './large-answers';
import { mirrorRows } from './mirroring';
import { EXECUTABLE } from './programs';
import { queryRows } from './queries';
import { readingRows } from './reading';
import { readingBackRows } from './reading-back';
import { startRows } from './starting';
import { type Row, renderTable } from './table';
import { taskEventRows } from './task-events';

/**
 * `npm run bench`: the budgets of the design, measured side by side in one run. Exits 0 unless something breaks: figures are
 * for people to judge. With `--write` the table goes into docs/benchmarks.md.
 */
const PAGE = 'docs/benchmarks.md';
const say = (text: string) => void process.stderr.write(`${text}\n`);

if (!existsSync(EXECUTABLE)) {
  say('no dist/: building');
  if (spawnSync(process.execPath, ['build/build.mjs'], { stdio: 'inherit' }).status !== 0) throw new Error('the build failed');
}
// The AWS SDK would write plain text between the lines.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const before = loadavg()[0];
const client = await loadClient();
const broker = await startBroker();
const rows: Row[] = [];
let version = '';
try {
  version = /^redis_version:(\S+)/m.exec(await broker.admin.info('server'))?.[1] ?? '';
  const parts: readonly (readonly [name: string, run: () => Promise<Row[]>])[] = [
    ['reading the broker', () => readingRows(broker)],
    ['what lies behind the lengths', () => detailRows(broker)],
    ['task events', () => taskEventRows(broker)],
    ['queries', () => queryRows(broker, client)],
    ['a day in memory', () => dayRows(broker, client)],
    ['large answers', () => largeAnswerRows(broker, client)],
    ['starting', startRows],
    ['load on the broker', () => brokerLoadRows(broker, client)],
    ['mirroring', mirrorRows],
    ['reading back', readingBackRows],
  ];
  for (const [name, run] of parts) {
    say(`${name} …`);
    rows.push(...(await run()));
  }
} finally {
  await broker.stop();
}
const [cpu] = cpus();
const report = [
  `${new Date().toISOString().slice(0, 10)}, ${type()}, ${cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, Node ${process.version}, Redis ${version}, client: ${client.name}.`,
  `Load average before ${before?.toFixed(1)}, after ${loadavg()[0]?.toFixed(1)}.`,
  '',
  renderTable(rows),
].join('\n');
process.stdout.write(`${report}\n`);
if (process.argv.includes('--write')) {
  const page = await readFile(PAGE, 'utf8');
  await writeFile(
    PAGE,
    page.replace(/(<!-- run -->\n)[\s\S]*(<!-- end of run -->)/, (_, head, tail) => `${head}${report}\n${tail}`),
  );
}
