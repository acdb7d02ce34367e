import type { Locator } from '@playwright/test';

/**
 * The texts within `part` that did not come through t(). In the pseudo language every letter of a translated text has an accent, so
 * these are the texts with two plain letters in a row. Looks at visible text, `aria-label`, `placeholder`, `title` and `alt`.
 * @param data texts that no language changes: names of queues, code, units
 */
export async function hardCodedTexts(part: Locator, data: readonly RegExp[]): Promise<string[]> {
  const texts = await part.evaluate((root) => {
    const found: string[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node: Node | null = root; node; node = walker.nextNode()) {
      if (node instanceof Element) {
        for (const name of ['aria-label', 'placeholder', 'title', 'alt']) found.push(node.getAttribute(name) ?? '');
      } else if (node.parentElement?.checkVisibility() && !node.parentElement.closest('code, pre, style, script')) {
        found.push(node.textContent ?? '');
      }
    }
    return found;
  });
  const plain = texts.map((text) => text.trim()).filter((text) => /[A-Za-z]{2}/.test(text) && !data.some((known) => known.test(text)));
  return [...new Set(plain)].sort();
}
