import type { Page } from '@playwright/test';
import { expect, test } from '../host/test';

const CONTROLS = 'a[href], button, input, select, textarea, [tabindex="0"]';

/**
 * Presses Tab until the focus leaves the page or comes to where it was.
 * @returns what it did not reach, and what it reached but did not show: each by its name and tag
 */
async function walk(page: Page): Promise<{ missed: string[]; invisible: string[] }> {
  await page.evaluate((controls) => {
    const shown = (e: Element) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(':disabled, [tabindex="-1"]');
    // Of a group of radio buttons Tab reaches one.
    const group = (e: Element) => e instanceof HTMLInputElement && e.type === 'radio' && !e.checked;
    for (const e of document.querySelectorAll(controls)) if (shown(e) && !group(e)) e.setAttribute('data-unreached', '');
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }, CONTROLS);
  const invisible: string[] = [];
  for (let pressed = 0; pressed < 300; pressed++) {
    await page.keyboard.press('Tab');
    const { ended, hidden } = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body || e.hasAttribute('data-reached')) return { ended: true, hidden: undefined };
      e.setAttribute('data-reached', '');
      e.removeAttribute('data-unreached');
      // The ring may be drawn on the control, on its frame or on the label that stands for it.
      const box = e.parentElement?.parentElement;
      // react-select draws it on the box around the box of its values.
      const outer = e.id.startsWith('react-select') ? [box?.parentElement, box?.parentElement?.parentElement] : [];
      const frames = [e, e.parentElement, box, e.nextElementSibling, ...outer].filter((f) => f instanceof Element);
      const ring = frames.some((frame) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(frame);
        return boxShadow !== 'none' || (outlineStyle !== 'none' && outlineWidth !== '0px');
      });
      return { ended: false, hidden: ring ? undefined : e.outerHTML.slice(0, 160) };
    });
    if (ended) break;
    if (hidden) invisible.push(hidden);
  }
  const missed = await page.locator('[data-unreached]').evaluateAll((all) => all.map((e) => e.outerHTML.slice(0, 160)));
  return { missed, invisible };
}

test('Tab reaches every control of the settings page, and shows where it is', async ({ host, page }) => {
  await host.openSettings();
  expect(await walk(page)).toEqual({ missed: [], invisible: [] });
});

test.fixme('Tab reaches every control of the editor, and shows where it is', async ({ host, page }) => {
  // A variable's editor has no results below it, which change while Tab is pressed.
  await host.openEditor('variable');
  expect(await walk(page)).toEqual({ missed: [], invisible: [] });
});
