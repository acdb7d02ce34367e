import { expect, test } from '../host/test';

test('the built plugin shows its settings, and every editor, on this version of React', async ({ host, page, react }) => {
  await host.openSettings();
  // React 18 and 19 say who they are to the developer tools only; the page says which bundle it loaded.
  const bundles = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname));
  expect(bundles.includes('/react-19/page.js')).toBe(react === 19);
  for (const place of ['explore', 'panel-editor', 'unified-alerting', 'variable', 'annotation'] as const) {
    await expect(await host.openEditor(place), place).toBeVisible();
  }
});
