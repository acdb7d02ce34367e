import { withBoard } from './board';
import { DATASOURCE, expect, test } from './test';

const explore = (query: object) => {
  const datasource = { type: 'backlog-celery-datasource', uid: DATASOURCE.uid };
  const panes = {
    a: { datasource: DATASOURCE.uid, queries: [{ refId: 'A', datasource, ...query }], range: { from: 'now-15m', to: 'now' } },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
};

test('the settings page', async ({ page }) => {
  await page.goto(`/connections/datasources/edit/${DATASOURCE.uid}`);
  await expect(page.getByTestId('backlog-url')).toHaveValue(/^redis:/);
});

test('Explore shows the editor and a graph', async ({ page }) => {
  await page.goto(explore({ queryType: 'history', measures: ['waiting'] }));
  await expect(page.getByTestId('backlog-query-editor')).toBeVisible();
  await expect(page.getByTestId('backlog-explain')).not.toBeEmpty();
  await expect(page.getByTestId('uplot-main-div').first()).toBeVisible();
  await expect(page.getByText('No data')).toHaveCount(0);
});

test('the panel editor shows the editor and data', async ({ page }) => {
  await page.goto('/d/celery-queues-production?editPanel=1&from=now-15m&to=now');
  await expect(page.getByTestId('backlog-query-editor').first()).toBeVisible();
  await expect(page.getByRole('gridcell').first()).toBeVisible();
});

test('the editor of an alert rule offers what a rule can watch, and starts with Now', async ({ page, alertRuleEditPage }) => {
  await alertRuleEditPage.goto();
  const row = await alertRuleEditPage.getQueryRow('A');
  await row.datasource.set(DATASOURCE.name);
  const editor = page.getByTestId('backlog-query-editor');
  await expect(editor).toBeVisible();
  await expect(editor).toContainText('Now');
  await expect(page.getByTestId('backlog-live')).toHaveCount(0);
  const types = editor.getByRole('combobox', { name: 'Show' });
  await types.focus();
  await types.press('ArrowDown');
  await expect(page.getByRole('option').first()).toBeVisible();
  const offered = (await page.getByRole('option').allTextContents()).join('\n');
  expect(offered).toContain('Now');
  expect(offered).not.toMatch(/^(Tasks|Events)/m);
});

test('the editor of a variable', async ({ page, request }) => {
  await withBoard(request, async (board) => {
    await page.goto(`${board}?editview=variables&editIndex=0`);
    await expect(page.getByTestId('backlog-variable')).toBeVisible();
    await expect(page.getByText('orders', { exact: true }).first()).toBeVisible();
  });
});

test('the editor of an annotation', async ({ page, request }) => {
  await withBoard(request, async (board) => {
    await page.goto(`${board}?editview=annotations&editIndex=1`);
    await expect(page.getByTestId('backlog-events-editor')).toBeVisible();
  });
});

test('an ad hoc filter offers what the plugin can filter by, and filters', async ({ page, request }) => {
  await withBoard(request, async (board) => {
    await page.goto(board);
    const cell = (name: string) => page.getByRole('gridcell', { name, exact: true });
    await expect(cell('orders')).toBeVisible();
    await page.getByPlaceholder('Filter by label values').click();
    await page.getByRole('option', { name: 'queue', exact: true }).click();
    await page.getByRole('option', { name: /^=/ }).first().click();
    await page.getByRole('option', { name: 'emails', exact: true }).click();
    // The list of the next filter is open, and hides the page from everybody who asks by roles.
    await page.keyboard.press('Escape');
    await expect(cell('emails')).toBeVisible();
    await expect(cell('orders')).toHaveCount(0);
  });
});
