import { inspect } from 'node:util';
import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { sameSettings, WireDatasource } from './datasource-instance.js';
import { PluginError } from './errors.js';
import { DataSourceInstanceSettingsSchema } from './gen/backend_pb.js';

const SECRET = 'hunter2-secret';
const make = (overrides: { url?: string; json?: string; secrets?: Record<string, string>; updated?: bigint } = {}) =>
  new WireDatasource(
    1,
    create(DataSourceInstanceSettingsSchema, {
      uid: 'u',
      url: overrides.url ?? 'http://a',
      jsonData: Buffer.from(overrides.json ?? '{"a":1}'),
      decryptedSecureJsonData: overrides.secrets ?? { password: SECRET },
      lastUpdatedMS: overrides.updated ?? 1n,
    }),
  );

describe('secrets', () => {
  test('are readable and show in nothing that prints', () => {
    const instance = make();
    expect(instance.secureJsonData.password).toBe(SECRET);
    for (const text of [
      JSON.stringify({ instance }),
      inspect(instance),
      inspect({ instance }, { depth: null, showHidden: true, getters: true }),
      JSON.stringify({ ...instance }),
    ]) {
      expect(text).not.toContain(SECRET);
    }
    expect(JSON.stringify(instance)).toBe('{"orgId":1,"id":0,"uid":"u","name":""}');
  });
});

describe('jsonData', () => {
  test('is parsed once; empty is {}', () => {
    const instance = make();
    expect(instance.jsonData).toEqual({ a: 1 });
    expect(instance.jsonData).toBe(instance.jsonData);
    expect(make({ json: '' }).jsonData).toEqual({});
  });

  test('that does not parse is the request’s fault, and is not repeated', () => {
    const read = () => make({ json: '{secret' }).jsonData;
    expect(read).toThrow(PluginError);
    expect(read).toThrow('expected jsonData of datasource u to be JSON, got 7 bytes that do not parse');
    expect(read).toThrow(expect.objectContaining({ status: 400, source: 'plugin' }));
  });
});

describe('sameSettings', () => {
  test.each([
    ['nothing', {}, true],
    ['the time of change alone', { updated: 2n }, true],
    ['the url', { url: 'http://b' }, false],
    ['jsonData', { json: '{"a":2}' }, false],
    ['a secret', { secrets: { password: 'other' } }, false],
    ['a secret more', { secrets: { password: SECRET, token: 't' } }, false],
    ['a secret less', { secrets: {} }, false],
    ['a secret’s name', { secrets: { passphrase: SECRET } }, false],
  ])('two that differ in %s', (_what, overrides, same) => expect(sameSettings(make(), make(overrides))).toBe(same));

  test('does not parse what came over the wire', () => {
    expect(sameSettings(make({ json: '{bad' }), make({ json: '{bad' }))).toBe(true);
  });

  test('compares with one made by hand', () => {
    const plain = {
      orgId: 1,
      id: 0,
      uid: 'u',
      name: '',
      url: 'http://a',
      user: '',
      database: '',
      jsonData: { a: 1 },
      secureJsonData: { password: SECRET },
      updated: 0,
    };
    expect(sameSettings(make(), plain)).toBe(true);
    expect(sameSettings(make(), { ...plain, jsonData: { a: 2 } })).toBe(false);
  });
});
