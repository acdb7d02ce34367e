import { expect, test } from '../host/test';

/** The plugin looks for queues that are new once a minute, so a live graph is asked of a queue that it knows. */
const QUEUE = 'images';

test('a live graph follows a task of Celery', async ({ host, page, servers }) => {
  const editor = await host.openEditor('explore');
  await editor.getByTestId('backlog-options').click();
  await editor.getByRole('switch', { name: 'Live' }).click({ force: true });
  await page.getByTestId('panel Graph · live').waitFor();
  const table = page.getByTestId('result table');
  /** The newest number of waiting tasks; undefined while the table has no such queue. */
  const newest = async () => {
    const titles = await table.getByRole('columnheader').allTextContents();
    return (await table.getByRole('row').nth(1).getByRole('cell').allTextContents())[titles.findIndex((title) => title.includes(QUEUE))];
  };
  await expect.poll(newest).toMatch(/^\d+$/);
  const before = Number(await newest());
  await servers.celery.send({ queue: QUEUE, count: 3 });
  await expect.poll(newest).toBe(String(before + 3));
});
