import { baseOf, pluralsOf, type Texts } from './texts';

/** Keys that a language must have: those of English, with the language's own plural forms. */
function expectedKeys(language: string, english: Texts): string[] {
  const plurals = pluralsOf(english);
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const plain = [...english.keys()].filter((key) => !plurals.has(baseOf(key)));
  return [...plain, ...[...plurals].flatMap((base) => forms.map((form) => `${base}_${form}`))];
}

export function missingKeys(language: string, texts: Texts, english: Texts): string[] {
  return expectedKeys(language, english).filter((key) => !texts.has(key));
}

export function unknownKeys(language: string, texts: Texts, english: Texts): string[] {
  const expected = new Set(expectedKeys(language, english));
  return [...texts.keys()].filter((key) => !expected.has(key));
}

export function emptyTexts(texts: Texts): string[] {
  return [...texts].filter(([, text]) => text.trim() === '').map(([key]) => key);
}

/** What a translation must keep: {{placeholders}}, <1>tags</1>, and what an engineer types. */
const KEPT = {
  placeholders: /\{\{.*?\}\}/g,
  tags: /<\/?\w+\s*\/?>/g,
  names: /jsonData(?:\.\w+)+|--\w[\w-]*|\b[a-z]+(?:_[a-z]+)+\b/g,
} as const;
export type Kept = keyof typeof KEPT;

/** Texts that lose, add or change what they must keep. A form that English does not have is compared with `other`. */
export function changed(kept: Kept, texts: Texts, english: Texts): string[] {
  const found = (text: string) => (text.match(KEPT[kept]) ?? []).toSorted().join(' ');
  return [...texts].flatMap(([key, text]) => {
    const original = english.get(key) ?? english.get(`${baseOf(key)}_other`);
    if (text === '' || original === undefined || found(text) === found(original)) return [];
    return [`${key}: "${found(original)}" became "${found(text)}"`];
  });
}

/** Texts that are those of English, unless the language has the same word. @param same English texts that are right in the language */
export function untranslated(texts: Texts, english: Texts, same: ReadonlySet<string>): string[] {
  return [...texts]
    .filter(([key, text]) => text !== '' && text === english.get(key) && !same.has(text))
    .map(([key, text]) => `${key}: ${text}`);
}
