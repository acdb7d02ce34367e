import { readFileSync } from 'node:fs';
import i18next from 'i18next';
import { describe, expect, test } from 'vitest';
import { changed, emptyTexts, missingKeys, unknownKeys, untranslated } from './faults';
import { SAME_WORDS } from './same-words';
import { baseOf, ENGLISH, flat, LANGUAGES, pluralsOf, textsOf, treeOf } from './texts';

const english = textsOf(ENGLISH);
const others = LANGUAGES.filter((language) => language !== ENGLISH);

test('plugin.json names the languages that there are', () => {
  expect([...JSON.parse(readFileSync('plugin.json', 'utf8')).languages].sort()).toEqual(LANGUAGES);
  expect(Object.keys(SAME_WORDS).sort()).toEqual(others);
});

test('English has a text for every key', () => {
  expect(english.size).toBeGreaterThan(300);
  expect(emptyTexts(english)).toEqual([]);
});

describe.each(others)('%s', (language) => {
  const texts = textsOf(language);

  test('has the keys of English, in its own plural forms', () => {
    expect({ missing: missingKeys(language, texts, english), unknown: unknownKeys(language, texts, english) }).toEqual({
      missing: [],
      unknown: [],
    });
  });

  test.each(['placeholders', 'tags', 'names'] as const)('keeps the %s of English', (kept) => {
    expect(changed(kept, texts, english)).toEqual([]);
  });

  test('is translated', () => {
    expect(emptyTexts(texts)).toEqual([]);
    expect(untranslated(texts, english, SAME_WORDS[language] ?? new Set())).toEqual([]);
  });

  test('i18next finds a text for every count', async () => {
    const instance = i18next.createInstance();
    await instance.init({
      lng: language,
      fallbackLng: false,
      showSupportNotice: false,
      resources: { [language]: { translation: treeOf(language) } },
    });
    const keys = [...pluralsOf(english)];
    expect(keys.length).toBeGreaterThan(3);
    for (const count of [0, 1, 2, 5, 21, 1_000_000]) expect(keys.filter((key) => instance.t(key, { count }) === key)).toEqual([]);
  });
});

describe('faults are found', () => {
  const original = flat({
    a: { plain: 'Reads <1>{{queues}}</1> with worker_concurrency', n_one: '{{count}} queue', n_other: '{{count}} queues' },
  });
  const right = {
    a: {
      plain: 'Lee <1>{{queues}}</1> con worker_concurrency',
      n_one: '{{count}} cola',
      n_many: '{{count}} de colas',
      n_other: '{{count}} colas',
    },
  };

  test('a translation without faults has none', () => {
    const texts = flat(right);
    expect(missingKeys('es-ES', texts, original)).toEqual([]);
    expect(unknownKeys('es-ES', texts, original)).toEqual([]);
    for (const kept of ['placeholders', 'tags', 'names'] as const) expect(changed(kept, texts, original)).toEqual([]);
    expect(untranslated(texts, original, new Set())).toEqual([]);
  });

  test('keys and plural forms', () => {
    const { n_many, ...rest } = right.a;
    expect(missingKeys('es-ES', flat({ a: rest }), original)).toEqual(['a.n_many']);
    expect(unknownKeys('ja-JP', flat({ a: rest }), original)).toEqual(['a.n_one']);
    expect(baseOf('a.n_many')).toBe('a.n');
  });

  test.each([
    ['placeholders', 'Lee <1>{{colas}}</1> con worker_concurrency', '"{{queues}}" became "{{colas}}"'],
    ['tags', 'Lee <1>{{queues}} con worker_concurrency', '"</1> <1>" became "<1>"'],
    ['names', 'Lee <1>{{queues}}</1> con concurrencia_workers', '"worker_concurrency" became "concurrencia_workers"'],
  ] as const)('%s', (kept, plain, fault) => {
    expect(changed(kept, flat({ a: { ...right.a, plain } }), original)).toEqual([`a.plain: ${fault}`]);
  });

  test('texts that are empty or English', () => {
    const texts = flat({ a: { ...right.a, plain: original.get('a.plain'), n_one: '' } });
    expect(emptyTexts(texts)).toEqual(['a.n_one']);
    expect(untranslated(texts, original, new Set())).toHaveLength(1);
    expect(untranslated(texts, original, new Set(original.values()))).toEqual([]);
  });
});
