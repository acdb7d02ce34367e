/** A JSON object whose fields are still in doubt. */
export type Fields = Readonly<Record<string, unknown>>;

/** What Python writes where JSON has no word. In a text it changes the text, which is only shown. */
const NOT_NUMBERS = /-?\bInfinity\b|\bNaN\b/g;

/** A value of JSON as Python writes it, in which a number may be NaN; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Most that fails is foreign or broken; Python's NaN is the one thing its own JSON reader takes and this one does not.
  }
  if (text.search(NOT_NUMBERS) < 0) return undefined;
  try {
    return JSON.parse(text.replace(NOT_NUMBERS, 'null'));
  } catch {
    return undefined;
  }
}

export function fieldsOf(value: unknown): Fields | undefined {
  return isFields(value) ? value : undefined;
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
