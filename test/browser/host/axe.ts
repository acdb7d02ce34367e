import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const AXE = createRequire(import.meta.url).resolve('axe-core');

/**
 * Runs axe on the part of the page that `selector` finds.
 * @returns one line for each element that violates a rule: rule, its meaning, element; without those of the rules in `except`
 */
export async function axeViolations(page: Page, selector: string, except: readonly string[] = []): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(
    (within): Promise<AxeResults> => Reflect.get(globalThis, 'axe').run(within, { resultTypes: ['violations'] }),
    selector,
  );
  return violations
    .filter(({ id }) => !except.includes(id))
    .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.replaceAll(/\s+/g, ' ').slice(0, 200)}`));
}
