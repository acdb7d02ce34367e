import type { Page } from '@playwright/test';

/** Grafana's fonts, which its server has and its packages have not. A graph asks for them when it measures a text. */
const FONT_OF_GRAFANA = /\/public\/fonts\/inter\/[\w-]+\.woff2$/;

/** Notes what a page does that no page should: errors, warnings, failed requests, and requests to others than its own server. */
export function watchMisconduct(page: Page, origin: string): readonly string[] {
  const seen: string[] = [];
  page.on('pageerror', (error) => seen.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    // Of an answer that is an error the console says only that there was one: `response` says which.
    if (message.text().startsWith('Failed to load resource')) return;
    if (['error', 'warning'].includes(message.type())) seen.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) seen.push(`request to a stranger: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // The page itself ends streams and requests whose answer it no longer needs.
    if (why !== 'net::ERR_ABORTED') seen.push(`request failed: ${request.method()} ${request.url()}: ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !FONT_OF_GRAFANA.test(response.url()))
      seen.push(`answer ${response.status()}: ${response.request().method()} ${response.url()}`);
  });
  return seen;
}
