import { type DataQueryResponse, FieldType } from '@grafana/data';
import i18next from 'i18next';
import { expect, test, vi } from 'vitest';
import { message } from '../contract/messages/message';
import { wordResponse } from './word-response';

test('notices are worded in the language of the user; those of Grafana stay', async () => {
  const german = { messages: { queues: { leftOut_one: '{{count}} Queue fehlt.', leftOut_other: '{{count}} Queues fehlen.' } } };
  await i18next.init({ lng: 'de', resources: { de: { translation: german } } });
  vi.doMock('@grafana/i18n', () => ({ t: i18next.t }));
  vi.resetModules();
  const { wordResponse: word } = await import('./word-response');
  const response: DataQueryResponse = {
    data: [
      {
        fields: [{ name: 'n', type: FieldType.number, values: [], config: {} }],
        length: 0,
        meta: {
          notices: [
            { severity: 'warning', text: 'English' },
            { severity: 'info', text: 'Cached response' },
          ],
          custom: { messages: [message('queues.leftOut', { count: 2 })] },
        },
      },
    ],
  };
  expect(word(response).data[0].meta.notices).toEqual([
    { severity: 'warning', text: '2 Queues fehlen.' },
    { severity: 'info', text: 'Cached response' },
  ]);
  expect(wordResponse({ data: [{ fields: [], length: 0 }] }).data[0].meta).toBeUndefined();
});
