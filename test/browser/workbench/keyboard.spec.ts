import type { Page } from '@playwright/test';
import { expect, test } from '../host/test';

const CONTROLS = 'a[href], button, input, select, textarea, [tabindex="0"]';

/**
 * Presses Tab until the focus leaves the page or comes to where it was.
 * @returns what it did not reach, and what it reached but did not show: each by its name and tag
 */
async function walk(page: Page): Promise<{ missed: string[]; invisible: string[] }> {
  // A ring that fades in is not there yet when Tab has just been pressed.
  await page.addStyleTag({ content: '*, *::before, *::after { transition: none !important; }' });
  await page.evaluate((controls) => {
    // Of each element the ring that it has without the focus: a shadow of a card is none.
    const rings = [...document.body.querySelectorAll('*')].map((e): [Element, string] => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(e);
      return [e, `${outlineStyle} ${outlineWidth} ${boxShadow}`];
    });
    Reflect.set(globalThis, 'ringsAtRest', new Map(rings));
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
      // The ring may be drawn on the control, on its frame or on the label that stands for it. The frame of react-select is four levels up.
      const frames: Element[] = e.nextElementSibling ? [e.nextElementSibling] : [];
      for (let frame: Element | null = e; frame && frames.length < 6; frame = frame.parentElement) frames.push(frame);
      const ring = frames.some((frame) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(frame);
        const drawn = boxShadow !== 'none' || (outlineStyle !== 'none' && outlineWidth !== '0px');
        return drawn && Reflect.get(globalThis, 'ringsAtRest').get(frame) !== `${outlineStyle} ${outlineWidth} ${boxShadow}`;
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

test('Tab reaches every control of the editor, and shows where it is', async ({ host, page }) => {
  // A variable's editor has no results below it, which change while Tab is pressed.
  await host.openEditor('variable');
  expect(await walk(page)).toEqual({ missed: [], invisible: [] });
});
