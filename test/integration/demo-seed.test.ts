import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { requirePython, startMoto, type TestMoto, withoutMoto } from '../setup/python';
import { archiveAt, ask, DAY, HOUR } from './archive-harness';
import { patient, withoutAwsEnvironment } from './cloudwatch-harness';

const reason = withoutMoto();
let moto: TestMoto;
beforeAll(async () => {
  if (!reason) moto = await startMoto();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await moto?.stop();
});
beforeEach(withoutAwsEnvironment);

describe.skipIf(reason !== '')(`demo/seed.py${reason}`, () => {
  test('makes up a past that the plugin finds: under its own names, without a hole in ninety days', async () => {
    await promisify(execFile)(requirePython(), [resolve('demo/seed.py'), moto.url], { timeout: 60_000 });
    const archive = archiveAt(moto.url);
    try {
      const queues = [...(await archive.queues(patient()))].sort();
      expect(queues).toEqual(['celery', 'emails', 'images', 'partner imports: Zürich/α', 'reports', 'webhooks']);
      const now = Date.now();
      const [segment, ...more] = await archive.read(ask(now - 90 * DAY, now - 6 * HOUR, { queues, interval: 6 * HOUR }), patient());
      expect(more).toEqual([]);
      expect(segment?.times.length).toBeGreaterThanOrEqual(359);
      for (const values of segment?.values ?? []) expect(values.every((value) => value > 0)).toBe(true);
    } finally {
      archive.close();
    }
  });
});
