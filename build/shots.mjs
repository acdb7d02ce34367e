/**
 * @typedef {object} Shot
 * @property {string} name of the picture, before its theme
 * @property {string} path in Grafana
 * @property {(page: import('@playwright/test').Page) => Promise<unknown>} ready when everything that it should show is there
 */

const HOUR = 'from=now-1h&to=now&kiosk';
/** @param {string} text @returns {Shot['ready']} */
const shows = (text) => (page) => page.getByText(text, { exact: true }).first().waitFor();

/** The pictures of the plugin's page (src/README.md), of the demo. @type {readonly Shot[]} */
export const SHOTS = [
  { name: 'overview', path: `/d/celery-queues-production?${HOUR}`, ready: shows('reviews') },
  { name: 'one-queue', path: `/d/celery-one-queue-production?var-queue=stock&${HOUR}`, ready: shows('Waiting') },
  { name: 'tasks', path: `/d/celery-tasks-production?${HOUR}`, ready: shows('shop.stock.sync') },
  { name: 'workers', path: `/d/celery-workers-production?${HOUR}`, ready: shows('backend@production') },
  {
    name: 'query-editor',
    path: '/d/celery-queues-production?editPanel=3',
    ready: async (page) => {
      await page.getByTestId('backlog-query-editor').first().waitFor();
      await page.getByTestId('backlog-query-editor').first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'settings',
    path: '/connections/datasources/edit/celery-production',
    ready: (page) => page.getByTestId('backlog-config-editor').waitFor(),
  },
];
