import { expect, test } from 'vitest';
import { controlChannels, eventPatterns } from './channels';
import { parseSettings } from './parse-settings';

const settingsOf = (url: string, jsonData: object = {}) =>
  parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData: { sentinelMaster: 'm', ...jsonData }, secureJsonData: {} });

test.each<[url: string, jsonData: object, events: string[], control: string[]]>([
  ['redis://h/0', {}, ['/0.celeryev/worker.*'], ['/0.celery.pidbox']],
  ['redis://h/3', { keyPrefix: 'app:', eventExchange: 'ev', controlExchange: 'ctl' }, ['app:/3.ev/worker.*'], ['app:/3.ctl.pidbox']],
  ['redis://h/0', { keyPrefix: 'a[b]*?\\' }, ['a\\[b\\]\\*\\?\\\\/0.celeryev/worker.*'], ['a[b]*?\\/0.celery.pidbox']],
  ['sentinel://h/2', {}, ['/2.celeryev/worker.*', '/{db}.celeryev/worker.*'], ['/2.celery.pidbox', '/{db}.celery.pidbox']],
])('%s %j', (url, jsonData, events, control) => {
  const settings = settingsOf(url, jsonData);
  expect([eventPatterns(settings, 'worker'), controlChannels(settings)]).toEqual([events, control]);
});

test('the steps of tasks have channels of their own', () => {
  expect(eventPatterns(settingsOf('sentinel://h/2', { eventExchange: 'e*' }), 'task')).toEqual(['/2.e\\*/task.*', '/{db}.e\\*/task.*']);
});
