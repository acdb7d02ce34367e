import type { Page } from '@playwright/test';
import { expect, test } from '../host/test';

/** Brightness of the page's background, from 0 to 255. */
const brightness = (page: Page) =>
  page.evaluate(() => {
    const box = document.querySelector('#root > div');
    const [red = 0, green = 0, blue = 0] = box ? (getComputedStyle(box).backgroundColor.match(/\d+/g) ?? []).map(Number) : [];
    return (red + green + blue) / 3;
  });

test('the dark theme is the default', async ({ host, page }) => {
  await host.openSettings();
  expect(await brightness(page)).toBeLessThan(50);
});

test.describe('?theme=light', () => {
  test.use({ look: { theme: 'light' } });
  test('the light theme', async ({ host, page }) => {
    await host.openSettings();
    expect(await brightness(page)).toBeGreaterThan(200);
  });
});
