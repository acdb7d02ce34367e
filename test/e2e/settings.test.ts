import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from '../../workbench/server';
import { browserPath, launchBrowser, type Misconduct, openPage, screenshot } from '../setup/browser';

const OLD = { url: 'redis://old.example:6379/0', user: 'alice', secureJsonData: { password: 'old secret' } };
/** Everything that can be set, so that every field is there. */
const EVERYTHING = {
  sentinelMaster: 'mymaster',
  tlsAuth: true,
  tlsAuthWithCACert: true,
  keyPrefix: 'x',
  queues: ['celery'],
  include: ['a*'],
  thresholds: { warning: 1, age: { warning: 60 }, queues: { emails: { critical: 2, age: { critical: 600 } } } },
  ageHeader: 'sent',
  workerQueues: { 'w@*': ['celery'] },
  workerConcurrency: { 'w@*': 4 },
  eventExchange: 'ev',
  remoteControl: true,
  showArguments: true,
  mirror: { enabled: true, lock: 'redis', lockUrl: 'redis://lock.example' },
  authType: 'keys',
};

describe.skipIf(!browserPath)('the settings page', () => {
  let workbench: Workbench;
  let browser: Browser;
  let page: Page;
  let misconduct: Misconduct;

  beforeAll(async () => {
    workbench = await startWorkbench({
      datasources: [
        { uid: 'pasted', name: 'pasted', ...OLD },
        { uid: 'typed', name: 'typed', ...OLD },
        { uid: 'lock', name: 'lock', ...OLD, jsonData: { mirror: { enabled: true, lock: 'redis', lockUrl: 'redis://l@lock.example' } } },
        { uid: 'numbers', name: 'numbers', ...OLD, jsonData: { sampleSeconds: 30 } },
        {
          uid: 'lengths',
          name: 'lengths',
          ...OLD,
          jsonData: { details: false, thresholds: { age: { critical: 60 }, queues: { emails: { critical: 5 } } } },
        },
        { uid: 'provisioned', name: 'provisioned', ...OLD, url: 'sentinel://old.example', jsonData: EVERYTHING, readOnly: true },
      ],
    });
    workbench.datasources.save({ uid: 'lock', secureJsonData: { lockPassword: 'secret of the lock' } });
    browser = await launchBrowser();
    ({ page, misconduct } = await openPage(browser, workbench.url));
    await page.getByRole('tab', { name: 'Settings' }).click();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await screenshot(page, task.name.replaceAll(/\W+/g, '-'));
  });

  afterAll(async () => {
    await browser?.close();
    await workbench?.stop();
  });

  const field = (name: string) => page.getByTestId(`backlog-${name}`);
  const open = async (name: string) => {
    await page.getByRole('combobox', { name: 'Data source' }).click();
    await page.getByRole('option', { name, exact: true }).click();
    await field('config-editor').waitFor();
    const closed = field('config-editor').locator('button[aria-expanded="false"]:visible');
    while ((await closed.count()) > 0) await closed.first().click();
  };
  /** As a person pastes: over all that is in the field. */
  const paste = async (name: string, text: string) => {
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(text);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+X');
    await field(name).focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+V');
  };
  const saveAndTest = async () => {
    await page.getByRole('button', { name: 'Save & test' }).click();
    await page.getByTestId('verdict').waitFor();
    return (await page.getByTestId('verdict').textContent()) ?? '';
  };
  /** What the server has: the user, and which secrets are set. */
  const saved = (uid: string) => {
    const { url, user, secureJsonFields } = workbench.datasources.get(uid)!;
    return { url, user, secrets: Object.keys(secureJsonFields) };
  };
  const secretOf = (uid: string, name: string) =>
    workbench.datasources.context(uid)?.dataSourceInstanceSettings.decryptedSecureJsonData[name];

  test('a pasted URL replaces user and password', async () => {
    await open('pasted');
    await paste('url', 'redis://:new@127.0.0.1:1/0');
    expect([await field('url').inputValue(), await field('user').inputValue()]).toEqual(['redis://127.0.0.1:1/0', '']);
    expect(await field('password').inputValue()).toBe('new');
    await saveAndTest();
    expect(saved('pasted')).toEqual({ url: 'redis://127.0.0.1:1/0', user: '', secrets: ['password'] });
    expect(secretOf('pasted', 'password')).toBe('new');

    await paste('url', 'redis://bob@localhost:1/0');
    expect(await page.getByText('It was given for 127.0.0.1:1/0').isVisible()).toBe(true);
    await saveAndTest();
    expect(saved('pasted')).toEqual({ url: 'redis://localhost:1/0', user: 'bob', secrets: [] });
  });

  test('a password is not sent to another host that was typed', async () => {
    await open('typed');
    await field('url').fill('redis://127.0.0.1:1/0');
    await field('url').press('Tab');
    expect(await page.getByText('It was given for old.example:6379/0').isVisible()).toBe(true);
    await saveAndTest();
    expect(saved('typed')).toEqual({ url: 'redis://127.0.0.1:1/0', user: 'alice', secrets: [] });
  });

  test('the password of the lock is not sent to another host', async () => {
    await open('lock');
    await field('lockUrl').fill('redis://l@127.0.0.1:1/0');
    await field('lockUrl').press('Tab');
    expect(await page.getByText('It was given for lock.example:6379/0').isVisible()).toBe(true);
    await saveAndTest();
    expect(saved('lock').secrets).toEqual(['password']);
  });

  test.each([
    ['sampleSeconds', '0', 'jsonData.sampleSeconds: expected a whole number from 1 to 300, got "0"'],
    ['warning', 'many', 'jsonData.thresholds.warning: expected a number of tasks, 0 or more, got "many"'],
    ['age-critical', '0', 'jsonData.thresholds.age.critical: expected a number of seconds, more than 0, got "0"'],
  ])('%s: what is no value is refused by its name, and stays to be corrected', async (name, typed, refusal) => {
    await open('numbers');
    const before = await field(name).inputValue();
    await field(name).fill(typed);
    expect(await saveAndTest()).toContain(refusal);
    await page.reload();
    await open('numbers');
    expect(await field(name).inputValue()).toBe(typed);
    await page.getByText('Expected a').first().waitFor();
    await field(name).fill(before);
    expect(await saveAndTest()).not.toContain('expected');
  });

  test('a row without a name is refused too', async () => {
    await open('numbers');
    await field('add-threshold').click();
    await page.getByRole('textbox', { name: 'Warning for new queue' }).fill('5');
    expect(await saveAndTest()).toContain('jsonData.thresholds.queues: expected names that are not empty');
    expect(await page.getByText('Expected the name of a queue').isVisible()).toBe(true);
    await field('threshold-row').getByRole('button').click();
    expect(await saveAndTest()).not.toContain('expected');
  });

  test('thresholds of the oldest task, of all queues and of one', async () => {
    await page.reload(); // without the verdict of the test before
    await open('numbers');
    await field('age-critical').fill('600');
    await field('age-warning').fill('601');
    expect(await saveAndTest()).toContain(
      'jsonData.thresholds.age.warning: expected a number of seconds, not more than critical (600), got 601',
    );
    expect(await field('config-editor').getByText('Expected a number of seconds, not more than critical (600)').isVisible()).toBe(true);
    await field('age-warning').fill('60');
    await field('add-threshold').click();
    await page.getByRole('textbox', { name: 'Threshold queue' }).fill('emails');
    const own = (level: string) => page.getByRole('textbox', { name: `Oldest task: ${level} (seconds) for emails` });
    await own('critical').fill('30');
    await own('warning').fill('31');
    expect(await saveAndTest()).toContain(
      'jsonData.thresholds.queues.emails.age.warning: expected a number of seconds, not more than critical',
    );
    await own('warning').fill('');
    expect(await saveAndTest()).not.toContain('expected');
    expect(workbench.datasources.get('numbers')?.jsonData).toMatchObject({
      thresholds: { age: { warning: 60, critical: 600 }, queues: { emails: { age: { critical: 30 } } } },
    });
    await field('threshold-row').getByRole('button').click();
    await saveAndTest();
  });

  test('age thresholds have no effect where only lengths are read, and the page says so', async () => {
    await open('lengths');
    const warning = page.getByText('The thresholds of the oldest task have no effect');
    await warning.waitFor();
    await field('age-critical').fill('');
    await warning.waitFor({ state: 'detached' });
  });

  test('a queue may be called __proto__', async () => {
    await open('numbers');
    await field('add-threshold').click();
    await page.getByRole('textbox', { name: 'Threshold queue' }).fill('__proto__');
    await page.getByRole('textbox', { name: 'Warning for __proto__' }).fill('5');
    await saveAndTest();
    await page.reload();
    await open('numbers');
    expect(await page.getByRole('textbox', { name: 'Warning for __proto__' }).inputValue()).toBe('5');
  });

  test('of a provisioned source nothing can be changed', async () => {
    await open('provisioned');
    await page.getByText('Provisioned data source').waitFor();
    const inputs = field('config-editor').locator('input:visible, textarea:visible, select:visible');
    expect(await inputs.count()).toBeGreaterThan(30);
    expect(await inputs.evaluateAll((all) => all.filter((e) => !e.matches(':disabled')).map((e) => e.id || e.outerHTML))).toEqual([]);
    const buttons = field('config-editor').locator('button:visible:not(:disabled):not([aria-expanded])');
    const names = await buttons.evaluateAll((all) => all.map((b) => b.getAttribute('aria-label') ?? b.textContent));
    // What is copied from here is no change.
    expect(names.filter((name) => !name?.startsWith('Copy: '))).toEqual(['Reload']);
    expect(await page.getByRole('button', { name: 'Test', exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Reset' }).count()).toBe(0);
  });

  test('the page raised no error and asked nobody but its own server', () => {
    expect(misconduct).toEqual({ errors: [], strangers: [] });
  });
});
