import i18next from 'i18next';
import { beforeAll, expect, test, vi } from 'vitest';
import { message } from '../contract/messages/message';

let wordHealth: typeof import('./word-health').wordHealth;

beforeAll(async () => {
  const messages = { redis: { auth: 'Redis auf {{label}}: Benutzer oder Passwort ist falsch.' } };
  await i18next.init({ lng: 'de', resources: { de: { translation: { messages } } } });
  vi.doMock('@grafana/i18n', () => ({ t: i18next.t }));
  vi.resetModules();
  ({ wordHealth } = await import('./word-health'));
});

test('each sentence of Save & test is worded; English text among them stays', () => {
  const messages = [message('redis.auth', { label: 'h:6379/0' }), 'Some advice.'];
  const health = { status: 'ERROR', message: 'English', details: { messages } };
  expect(wordHealth(health)).toEqual({ ...health, message: 'Redis auf h:6379/0: Benutzer oder Passwort ist falsch. Some advice.' });
});

test.each([
  ['without details', undefined],
  ['without messages', { queues: 3 }],
  ['with a message of a newer version', { messages: [message('aws.late'), { code: 'health.newer', values: {} }] }],
])('%s it stays as it is', (_, details) => {
  const health = { message: 'English', details };
  expect(wordHealth(health)).toBe(health);
});
