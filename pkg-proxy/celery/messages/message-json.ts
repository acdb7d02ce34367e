/** A JSON object with unchecked fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** Python's extensions to JSON. Replacing them may also change texts, which are only displayed. */
const NOT_NUMBERS = /-?\bInfinity\b|\bNaN\b/g;

/** Parses JSON as Python writes it, in which a number may be NaN; undefined if it is invalid. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Python's NaN and Infinity are the only valid Python JSON that fails here. Everything else is foreign or broken.
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

/** A non-empty text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
