import { axeViolations } from '../host/axe';
import { expect, test } from '../host/test';

const EDITORS = ['explore', 'panel-editor', 'unified-alerting', 'variable', 'annotation'] as const;

for (const theme of ['dark', 'light'] as const) {
  test.describe(`axe, ${theme} theme`, () => {
    test.use({ look: { theme } });

    test('the settings page', async ({ host, page }) => {
      await host.openSettings();
      expect(await axeViolations(page, '[data-testid="plugin settings"]')).toEqual([]);
    });

    for (const place of EDITORS) {
      test(`the editor in ${place}`, async ({ host, page }) => {
        await host.openEditor(place);
        expect(await axeViolations(page, '[data-testid="plugin editor"]')).toEqual([]);
      });
    }

    test('the page around them', async ({ host, page }) => {
      await host.open('queues');
      await page.getByTestId('queue emails').waitFor();
      expect(await axeViolations(page, 'body')).toEqual([]);
    });
  });
}
