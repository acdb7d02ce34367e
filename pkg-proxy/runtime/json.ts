import { PluginError } from './errors.js';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * Parses JSON that came from outside; no bytes at all give `whenEmpty`.
 * @throws PluginError 400 naming `what` if it does not parse; the text itself is not repeated, it may hold secrets
 */
export function parseJson(bytes: Uint8Array, what: string, whenEmpty: unknown): unknown {
  if (bytes.length === 0) return whenEmpty;
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new PluginError(`expected ${what} to be JSON, got ${bytes.length} bytes that do not parse`, { status: 400, cause });
  }
}

/** A value as UTF-8 JSON; empty for undefined. */
export function jsonBytes(value: unknown): Uint8Array {
  return value === undefined ? new Uint8Array(0) : encoder.encode(JSON.stringify(value));
}
