import { invalidValue, missing } from './aws-error';

/** Readers of request fields; every error names the field by its path, as AWS does. */
export function listOf(raw: unknown, path: string): unknown[] {
  if (!Array.isArray(raw)) throw invalidValue(`The parameter ${path} is not a list.`);
  return raw;
}

export function recordOf(raw: unknown, path: string): Record<string, unknown> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw invalidValue(`The parameter ${path} is not a structure.`);
  return Object.fromEntries(Object.entries(raw));
}

/** ASCII without control characters, not blank, up to `max` characters. */
export function textOf(raw: unknown, path: string, max: number): string {
  if (raw === undefined || raw === null) throw missing(path);
  if (typeof raw !== 'string') throw invalidValue(`The value for parameter ${path} is not a string.`);
  if (/[^\x00-\x7f]/.test(raw)) throw invalidValue(`The value for parameter ${path} contains non-ASCII characters.`);
  if (/[\x00-\x1f\x7f]/.test(raw)) throw invalidValue(`The value for parameter ${path} contains control characters.`);
  if (raw.trim() === '') throw invalidValue(`The parameter ${path} must contain at least one non-whitespace character.`);
  if (raw.length > max) throw invalidValue(`The value for parameter ${path} must not be longer than ${max} characters.`);
  return raw;
}

/** A finite number within the range of CloudWatch. The SDK writes NaN and ±Infinity as strings, because JSON cannot. */
export function numberOf(raw: unknown, path: string): number {
  if (typeof raw !== 'number' || Math.abs(raw) > 2 ** 360) throw invalidValue(`The value ${String(raw)} for parameter ${path} is invalid.`);
  return raw;
}

/** Epoch seconds to milliseconds. */
export function timeOf(raw: unknown, path: string): number {
  if (raw === undefined || raw === null) throw missing(path);
  return numberOf(raw, path) * 1_000;
}

/** Name, value and path of one dimension. */
export function dimensionOf(raw: unknown, path: string): { Name: string; Value: string } {
  const { Name, Value } = recordOf(raw, path);
  const name = textOf(Name, `${path}.Name`, 255);
  if (name.startsWith(':')) throw invalidValue(`The value ${name} for parameter ${path}.Name is invalid.`);
  return { Name: name, Value: textOf(Value, `${path}.Value`, 1_024) };
}
