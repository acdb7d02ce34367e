import { type DataQueryResponse, FieldType, LoadingState } from '@grafana/data';
import i18next from 'i18next';
import { beforeAll, expect, test, vi } from 'vitest';
import { message } from '../contract/messages/message';

let wordResponse: typeof import('./word-response').wordResponse;

beforeAll(async () => {
  const messages = {
    queues: {
      failing: 'Keine Daten seit {{since}}. {{reason}}',
      leftOut_one: '{{count}} Queue fehlt.',
      leftOut_other: '{{count}} Queues fehlen.',
    },
    query: { tooManyValues: '{{asked}} Werte, höchstens {{most}}.' },
  };
  await i18next.init({ lng: 'de', resources: { de: { translation: { messages } } } });
  vi.doMock('@grafana/i18n', () => ({ t: i18next.t }));
  vi.resetModules();
  ({ wordResponse } = await import('./word-response'));
});

test('notices are worded in the language of the user; those of Grafana stay', () => {
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
  expect(wordResponse(response).data[0].meta.notices).toEqual([
    { severity: 'warning', text: '2 Queues fehlen.' },
    { severity: 'info', text: 'Cached response' },
  ]);
  expect(wordResponse({ data: [{ fields: [], length: 0 }] }).data[0].meta).toBeUndefined();
});

test('a moment is shown in the time zone of the user', () => {
  const notices = [{ severity: 'error' as const, text: 'English' }];
  const custom = { messages: [message('queues.failing', { since: { at: Date.UTC(2026, 0, 5, 12) }, reason: 'Darum.' })] };
  const { data } = wordResponse({ data: [{ fields: [], length: 0, meta: { notices, custom } }] });
  expect(data[0].meta.notices[0].text).toMatch(/^Keine Daten seit 2026-01-0\d \d\d:\d\d:\d\d\. Darum\.$/);
});

test('errors are worded, each of its own query; the frames that carry them are gone, and so are those of a newer version', () => {
  const carrying = (refId: string, error: unknown) => ({ refId, fields: [], length: 0, meta: { custom: { error } } });
  const answered = { refId: 'A', fields: [], length: 0 };
  const error = (refId: string) => ({ refId, message: `English ${refId}`, status: 400 });
  const worded = wordResponse({
    state: LoadingState.Error,
    data: [
      answered,
      carrying('B', message('query.tooManyValues', { asked: 9, most: 5 })),
      carrying('C', { code: 'query.newer', values: {} }),
    ],
    error: error('B'),
    errors: [error('B'), error('C'), error('D')],
  });
  expect(worded).toEqual({
    state: LoadingState.Error,
    data: [answered],
    error: { ...error('B'), message: '9 Werte, höchstens 5.' },
    errors: [{ ...error('B'), message: '9 Werte, höchstens 5.' }, error('C'), error('D')],
  });
});
