import { hardCodedTexts } from '../host/hard-coded';
import { expect, test } from '../host/test';

/** What is no text of ours: an example of a value, a name of Redis, AWS or Celery, the button of Grafana's own field for a secret. */
const DATA = [
  /^(redis|rediss|sentinel|https?):\/\//,
  /^(emails|images|celery|live-\d+)$/,
  /^(celeryev|enqueued_at|unacked|unacked_index)$/,
  /^Reset$/,
];

test.describe('the pseudo language', () => {
  test.use({ look: { language: 'pseudo' } });

  test('the settings page has no hard-coded text', async ({ host }) => {
    expect(await hardCodedTexts(await host.openSettings(), DATA)).toEqual([]);
  });

  for (const place of ['explore', 'panel-editor', 'unified-alerting', 'variable', 'annotation'] as const) {
    test(`the editor in ${place} has no hard-coded text`, async ({ host }) => {
      expect(await hardCodedTexts(await host.openEditor(place), DATA)).toEqual([]);
    });
  }
});

test.describe('a language', () => {
  test.use({ look: { language: 'de-DE' } });
  test('the host loads the texts of the plugin before its module', async ({ host, page }) => {
    await host.openSettings();
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname));
    const [texts, module] = ['/locales/de-DE/backlog-celery-datasource.json', '/module.js'].map((end) =>
      loaded.findIndex((path) => path.endsWith(end)),
    );
    expect(texts).toBeGreaterThanOrEqual(0);
    expect(texts).toBeLessThan(module ?? -1);
  });
});
