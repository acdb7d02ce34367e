import { fieldsOf } from './message-json';

/** A number below this is in seconds, else in milliseconds: the year 5138, or March 1973. */
const MILLISECONDS_FROM = 1e11;
const NUMBER = /^\d+(\.\d*)?$/;
/** As Python's `isoformat()` and `str()` write it; the zone may be missing. */
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * Parses a time as written by Python, to epoch milliseconds: epoch seconds or milliseconds, also as text, ISO 8601, or kombu's form of a
 * `datetime` in JSON. Without a zone it is UTC, Celery's default.
 */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value === 'string') {
    const text = value.trim();
    return NUMBER.test(text) ? fromNumber(Number(text)) : fromIso(text);
  }
  const written = fieldsOf(value)?.['__value__']; // {"__type__": "datetime", "__value__": "2026-…"}: kombu/utils/json.py
  return typeof written === 'string' ? fromIso(written) : undefined;
}

function fromNumber(value: number): number | undefined {
  return Number.isFinite(value) && value > 0 ? (value < MILLISECONDS_FROM ? value * 1000 : value) : undefined;
}

function fromIso(text: string): number | undefined {
  const [, date, clock, fraction, zone] = ISO.exec(text) ?? [];
  if (date === undefined || clock === undefined) return undefined;
  const offset = /^[+-]\d\d$/.test(zone ?? '') ? `${zone}:00` : (zone ?? 'Z').toUpperCase().replace(/(\d\d)(\d\d)$/, '$1:$2');
  const at = Date.parse(`${date}T${clock}${offset}`) + Number(`0.${fraction ?? '0'}`) * 1000;
  return Number.isNaN(at) ? undefined : at;
}
