import { expect, test } from './host/test';

test.describe('an error is said in words', () => {
  // The settings page asks for the queues too, once the data source is saved.
  test.use({ provoked: /^answer (400: (GET .*\/health$|POST .*\/ds\/query)|502: GET .*\/resources\/queues$)/ });

  test('a wrong password', async ({ host, servers }) => {
    await host.addDatasource({ url: `redis://127.0.0.1:${servers.redis.port}/0`, password: 'wrong' });
    const said = await host.saveAndTest();
    expect(said).toContain('not working');
    expect(said).toMatch(/password/i);
  });

  test('a broker that nobody answers for', async ({ host }) => {
    await host.addDatasource({ url: 'redis://127.0.0.1:1/0' });
    const said = await host.saveAndTest();
    expect(said).toContain('not working');
    expect(said).toContain('127.0.0.1:1');
  });
});
