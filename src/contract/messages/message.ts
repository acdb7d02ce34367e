import { MESSAGES } from './catalogue';
import type { Entry } from './entry';

export type Catalogue = typeof MESSAGES;
export type Code = keyof Catalogue;

/** What stands in a message for a placeholder. A message may hold another one, such as the reason of a failure. */
export type Value = string | number | Moment | AnyMessage;

/** A moment, which the browser shows in the time zone and the language of its user. Epoch milliseconds. */
export interface Moment {
  readonly at: number;
}

/** The names in {{braces}}. */
type Names<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Names<Rest> : never;
type TextOf<E extends Entry> = E['text'] extends string ? E['text'] : E['text'] extends { other: infer Text extends string } ? Text : never;
type ValueOf<Name> = Name extends 'count' ? number : Value;
export type ValuesOf<C extends Code> = { readonly [Name in Names<TextOf<Catalogue[C]>>]: ValueOf<Name> };

/** A message as it travels: a code of the catalogue, and what goes into its text. */
export interface AnyMessage {
  readonly code: Code;
  readonly values: Readonly<Record<string, Value>>;
}

/** The only way to make a message: a code that is not in the catalogue, or a value too few, does not compile. */
export function message<C extends Code>(code: C, ...[values]: keyof ValuesOf<C> extends never ? [] : [ValuesOf<C>]): AnyMessage {
  return { code, values: { ...values } };
}

export function isCode(code: unknown): code is Code {
  return typeof code === 'string' && Object.hasOwn(MESSAGES, code);
}

export function entryOf(code: Code): Entry {
  return MESSAGES[code];
}

/** What an error says: a message, or English text of what has none. */
export type Said = AnyMessage | string;

export function englishText(said: Said): string {
  return typeof said === 'string' ? said : englishOf(said);
}

const ENGLISH = new Intl.PluralRules('en');

/** The English text: for logs, alerts and programs. Browsers word the same message in the language of their user. */
export function englishOf({ code, values }: AnyMessage): string {
  const { text } = entryOf(code);
  const { count } = values;
  const template = typeof text === 'string' ? text : typeof count === 'number' && ENGLISH.select(count) === 'one' ? text.one : text.other;
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => shown(values[name]));
}

function shown(value: Value | undefined): string {
  if (typeof value === 'object') return 'at' in value ? new Date(value.at).toISOString() : englishOf(value);
  return typeof value === 'number' ? value.toLocaleString('en') : (value ?? '');
}
