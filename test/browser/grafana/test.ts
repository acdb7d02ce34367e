import { test as base, expect } from '@grafana/plugin-e2e';
import { OF_GRAFANA } from './of-grafana';

export { expect };

/** The data source that the demo provisions, and that the specs open. */
export const DATASOURCE = { uid: 'celery-production', name: 'Celery production' };

/** What the console of the browser said, without what Grafana says by itself. */
interface Watched {
  /** Errors and warnings that are ours, in the order in which they came. */
  readonly ours: readonly string[];
  /** Errors and warnings of Grafana itself, as a table of what was seen. */
  readonly grafana: readonly string[];
}

/** A spec in a real Grafana. It fails by any error or warning in the console that Grafana does not make by itself. */
export const test = base.extend<{ watched: Watched }>({
  watched: [
    async ({ page }, use, info) => {
      const ours: string[] = [];
      const grafana: string[] = [];
      const note = (line: string) => (OF_GRAFANA.some(({ says }) => says.test(line)) ? grafana : ours).push(line);
      page.on('pageerror', (error) => note(`uncaught: ${error.stack ?? error.message}`));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) note(`${message.type()}: ${message.text()} (${message.location().url})`);
      });
      await use({ ours, grafana });
      await info.attach('console of Grafana', { body: [...new Set(grafana)].join('\n') });
      expect(ours, 'errors and warnings of ours').toEqual([]);
    },
    { auto: true },
  ],
});
