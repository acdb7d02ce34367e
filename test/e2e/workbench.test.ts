import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from '../../workbench/server';
import { browserPath, launchBrowser, type Misconduct, openPage, screenshot } from '../setup/browser';
import { startCelery, type TestCelery } from '../setup/celery';
import { startRedis, type TestRedis } from '../setup/redis';

const PASSWORD = 'correct horse, battery: staple';
/** Until a change in Redis is seen on the page: a sample, a refresh, a slow machine. */
const SEEN = { timeout: 60_000, interval: 250 };

describe.skipIf(!browserPath)('the built plugin in a browser', () => {
  let redis: TestRedis;
  let celery: TestCelery;
  let workbench: Workbench;
  let browser: Browser;
  let page: Page;
  let misconduct: Misconduct;

  beforeAll(async () => {
    redis = await startRedis({ password: PASSWORD });
    celery = await startCelery({ broker: redis.url });
    workbench = await startWorkbench();
    browser = await launchBrowser();
    ({ page, misconduct } = await openPage(browser, workbench.url));
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await screenshot(page, task.name.replaceAll(/\W+/g, '-'));
  });

  afterAll(async () => {
    await browser?.close();
    await workbench?.stop();
    await celery?.stop();
    await redis?.stop();
  });

  const verdict = () => page.getByTestId('verdict').textContent();
  const saveAndTest = async () => {
    await page.getByRole('button', { name: 'Save & test' }).click();
    await page.getByTestId('verdict').waitFor();
  };
  /** The cells of the row of a result table that has `text` in it. */
  const cells = async (text: string) => {
    const rows = page.getByTestId('result table').getByRole('row').filter({ hasText: text });
    return (await rows.count()) === 0 ? [] : await rows.first().getByRole('cell').allTextContents();
  };

  /** Chooses a type of query. */
  const show = async (type: string) => {
    const types = page.getByRole('combobox', { name: 'Show' });
    await types.focus();
    await types.press('ArrowDown');
    await page
      .getByRole('option')
      .filter({ has: page.getByText(type, { exact: true }) })
      .click();
  };
  const openOptions = async () => {
    const button = page.getByTestId('backlog-options');
    if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
  };

  test('a wrong password is refused, in words', async () => {
    await page.getByRole('button', { name: 'Add the first data source' }).click();
    await page.getByTestId('backlog-url').fill(`redis://127.0.0.1:${redis.port}/0`);
    await page.getByTestId('backlog-password').fill('wrong');
    await saveAndTest();
    expect(await verdict()).toMatch(/password/i);
    expect(await page.getByText('Data source is not working').isVisible()).toBe(true);
  });

  test('with the right password it says what it found, and the password does not come back', async () => {
    await celery.send({ queue: 'emails', count: 3 });
    await celery.send({ queue: 'images' });
    await page.getByRole('button', { name: 'Reset' }).first().click();
    await page.getByTestId('backlog-password').fill(PASSWORD);
    await saveAndTest();
    expect(await verdict()).toMatch(new RegExp(`^(Redis|Valkey) [0-9.]+ at 127\\.0\\.0\\.1:${redis.port}/0, 2 queues, 4 tasks waiting`));
    const [datasource] = await (await fetch(`${workbench.url}/api/datasources`)).json();
    expect(datasource.secureJsonFields).toEqual({ password: true });
    expect(JSON.stringify(datasource)).not.toContain(PASSWORD);
  });

  test('the settings page says what mirroring costs while it is typed, and says no to too much', async () => {
    const cost = page.getByTestId('backlog-cost');
    const type = async (field: string, text: string) => page.getByTestId(`backlog-${field}`).fill(text);
    const closed = page.getByTestId('backlog-config-editor').locator('button[aria-expanded="false"]:visible');
    while ((await closed.count()) > 0) await closed.first().click();
    await page.getByTestId('backlog-mirror').click({ force: true });
    await expect.poll(() => cost.textContent()).toMatch(/^About \$0\.90 a month .*Queues: 2\. Metrics: 3\. Requests a month: 43,800\./);
    const measures = page.locator('#backlog-mirrorMeasures');
    await measures.click();
    await page.getByText('OldestAge', { exact: true }).click();
    await expect
      .poll(() => cost.textContent())
      .toMatch(/\$1\.50 a month .*Metrics: 5\..*One more queue adds \$0\.60, one more measure \$0\.60\./);
    await type('maxQueues', '1');
    await expect.poll(() => cost.textContent()).toContain('leaves out 1 queue, which is mirrored as Other');
    await type('maxDollarsPerMonth', '1.49');
    await expect.poll(() => cost.textContent()).toContain('more than the monthly cost limit of $1.49, so nothing is mirrored');
    await type('maxDollarsPerMonth', '1.50');
    await expect.poll(() => cost.textContent()).not.toContain('cost limit');
    await page.getByRole('radio', { name: 'Redis' }).click({ force: true });
    await type('lockUrl', `redis://locker:${encodeURIComponent(PASSWORD)}@127.0.0.1:1/0`);
    await page.getByTestId('backlog-lockUrl').press('Enter');
    expect(await page.getByTestId('backlog-lockUrl').inputValue()).toBe('redis://locker@127.0.0.1:1/0');
    expect(await page.getByTestId('backlog-lockPassword').inputValue()).toBe(PASSWORD);
    // Nothing of this is saved: what follows is about queues.
    await page.getByTestId('backlog-mirror').click({ force: true });
    await expect.poll(() => cost.count()).toBe(0);
  });

  test('a query shows the number that a Celery task has just changed', async () => {
    await page.getByRole('tab', { name: 'Explore' }).click();
    await show('Now');
    const queues = page.getByRole('combobox', { name: 'Queues' });
    await queues.click();
    await queues.fill('email*');
    await queues.press('Enter');
    await expect.poll(() => page.getByTestId('backlog-preview').textContent(), SEEN).toBe('1 queue matches: emails');
    await expect.poll(() => cells('emails'), SEEN).toContain('3');
    await celery.send({ queue: 'emails', count: 4 });
    await expect.poll(() => cells('emails'), SEEN).toContain('7');
    expect(await cells('images')).toEqual([]);
  });

  test('each kind of query shows the fields it reads and an answer', async () => {
    const field = (name: string) => page.getByTestId(`backlog-${name}`).count();
    await show('Tasks');
    await expect.poll(() => cells('work'), SEEN).toContain('emails');
    await openOptions();
    expect([await field('queues'), await field('top'), await field('measures'), await field('live')]).toEqual([1, 1, 0, 0]);
    await show('Broker');
    await expect.poll(() => cells('Redis'), SEEN).toContain('noeviction');
    expect(await field('queues')).toBe(0);
    await page.getByRole('radio', { name: 'Risks', exact: true }).click({ force: true });
    await expect.poll(() => cells('eviction'), SEEN).toContain('0');
    expect(await page.getByTestId('backlog-options').count()).toBe(0);
    await show('Events');
    await openOptions();
    await page.getByRole('columnheader', { name: 'severity' }).waitFor();
    expect([await field('queues'), await field('top'), await field('live')]).toEqual([1, 0, 1]);
    await show('Workers');
    await page.getByText('No worker heartbeat since').waitFor();
    await show('Task runs');
    await openOptions();
    await page.getByText('No task events since').waitFor();
    expect(await Promise.all(['tasks', 'exclude', 'queues', 'measures', 'top', 'live'].map(field))).toEqual([1, 1, 1, 1, 1, 0]);
    const statistic = page.getByRole('radio', { name: 'p99' });
    expect(await statistic.count()).toBe(1);
    await page.getByRole('radio', { name: 'Exception' }).click({ force: true });
    await page.getByRole('columnheader', { name: 'exception' }).waitFor();
    expect(await statistic.count()).toBe(0);
    await page.getByRole('radio', { name: 'Time series' }).click({ force: true });
    await expect.poll(() => field('live'), SEEN).toBe(1);
  });

  test('a live graph follows by itself', async () => {
    await show('History');
    await openOptions();
    await page.getByRole('switch', { name: 'Live' }).click({ force: true });
    await page.getByTestId('panel Graph · live').waitFor();
    const newest = async () => (await page.getByTestId('result table').getByRole('row').nth(1).getByRole('cell').allTextContents())[1];
    await expect.poll(newest, SEEN).toBe('7');
    await celery.send({ queue: 'emails', count: 2 });
    await expect.poll(newest, SEEN).toBe('9');
  });

  test('a query that makes no sense is answered with what was expected', async () => {
    const queues = page.getByRole('combobox', { name: 'Queues' });
    await queues.click();
    await queues.fill('/(/');
    await queues.press('Enter');
    await page.getByText('Query A failed').waitFor();
    expect(await page.getByText(/expected a regular expression/).textContent()).toContain('queues[1]');
  });

  test('the overview has every queue, in the colour of its status', async () => {
    await page.getByRole('tab', { name: 'Queues' }).click();
    const card = page.getByTestId('queue emails');
    await expect.poll(() => card.getAttribute('data-waiting'), SEEN).toBe('9');
    expect(await card.textContent()).toContain('ok');
    expect(await page.getByTestId('queue images').getAttribute('data-waiting')).toBe('1');
  });

  test('the page raised no error and asked nobody but its own server', () => {
    expect(misconduct).toEqual({ errors: [], strangers: [] });
  });
});
