import { DATASOURCE, expect, test } from './test';

/** What a new user may need at most for all of it, seconds. */
const LIMIT = 120;
/** Name of the folder, and of the evaluation group. Nothing that is made is removed: the spec wants a Grafana that was just started. */
const NAME = `New user ${Date.now()}`;

test('from a broker URL to an alert rule in under two minutes', async ({ page, request }) => {
  test.setTimeout(300_000);
  const provisioned = await (await request.get(`/api/datasources/uid/${DATASOURCE.uid}`)).json();
  const started = Date.now();
  const steps: string[] = [];
  const did = (step: string) => {
    const line = `${((Date.now() - started) / 1000).toFixed(1)} s: ${step}`;
    steps.push(line);
    process.stdout.write(`${line}\n`);
  };

  await page.goto('/connections/datasources/new');
  await page.getByPlaceholder('Filter by name or type').fill('backlog');
  await page.getByRole('button', { name: 'Backlog' }).click();
  await page.getByTestId('backlog-url').fill(provisioned.url);
  did('a broker URL is pasted');
  await page.getByRole('button', { name: 'Save & test' }).click();
  await expect(page.getByTestId('data-testid Alert success').filter({ hasText: 'queues' })).toBeVisible();
  did('Save & test says what was found');

  await page.getByRole('tab', { name: 'Dashboards' }).click();
  const imports = page.getByRole('button', { name: 'Import', exact: true });
  await expect(imports.first()).toBeVisible();
  const count = await imports.count();
  for (let left = count; left > 0; left--) {
    await imports.first().click();
    await expect(imports).toHaveCount(left - 1);
  }
  did(`${count} dashboards are imported`);
  await page.getByRole('link', { name: 'Celery overview' }).click();
  await expect(page.getByRole('gridcell', { name: 'emails' }).first()).toBeVisible();
  did('queues are seen');

  const panel = page.getByTestId('data-testid Panel header Age of the oldest task');
  await panel.scrollIntoViewIfNeeded();
  await panel.hover();
  await panel.getByRole('button', { name: /^Menu for panel/ }).click();
  await page.getByRole('menuitem', { name: 'More...' }).hover();
  await page.getByRole('menuitem', { name: 'New alert rule' }).click();
  await expect(page.getByTestId('backlog-query-editor').first()).toBeVisible();
  did('the alert rule is open');

  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(NAME);
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'New evaluation group' }).click();
  await page.getByRole('dialog').getByRole('textbox').first().fill(NAME);
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  const contactPoints = page.getByTestId('contact-point-picker').getByRole('combobox');
  await contactPoints.focus();
  await contactPoints.press('ArrowDown');
  await page.getByRole('option', { name: /email/ }).first().click();
  const saved = page.waitForResponse(
    (response) => response.url().includes('/api/ruler/') && response.request().method() === 'POST' && response.ok(),
  );
  await page.getByRole('button', { name: /^Save/ }).first().click();
  await saved;
  did('the alert rule is saved');

  const seconds = (Date.now() - started) / 1000;
  await test.info().attach('steps', { body: steps.join('\n') });
  expect(seconds).toBeLessThan(LIMIT);
});
