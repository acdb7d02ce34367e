/** A value that stands in YAML without quotes; a date is its text as Go writes it into JSON. */
export type PlainValue = string | number | boolean | null;

const NAMED = new Map<string, PlainValue>([
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ...['true', 'True', 'TRUE'].map((text) => [text, true] as const),
  ...['false', 'False', 'FALSE'].map((text) => [text, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((text) => [text, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text) => [text, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((text) => [text, Number.NEGATIVE_INFINITY] as const),
]);

/**
 * What a text without quotes is to Go's yaml.v3, which Grafana reads its files with: a mixture of YAML 1.1 (0123 is octal,
 * 1_000 a number, 2024-01-01 a date) and 1.2 (0o14 is octal, `yes` and 1:30 are texts), so neither setting of a parser fits.
 */
export function plainValue(text: string): PlainValue {
  const named = NAMED.get(text);
  if (named !== undefined) return named;
  if (text.startsWith('.')) return floatOf(text) ?? text;
  if (!/^[-+\d]/.test(text)) return text;
  const date = dateOf(text);
  if (date !== undefined) return date;
  const digits = text.replaceAll('_', '');
  return integerOf(digits) ?? (/^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(digits) ? floatOf(digits) : undefined) ?? text;
}

/** Go's `strconv.ParseInt(text, 0, 64)`, and `ParseUint` for what is larger. */
function integerOf(text: string): number | undefined {
  const [, sign, prefix = '', digits = ''] = /^([-+]?)(0x(?=[\da-f])|0b(?=[01])|0o?(?=[0-7])|)([\da-f]+)$/i.exec(text) ?? [];
  const base = prefix.toLowerCase();
  const allowed = base === '0x' ? /^[\da-f]+$/i : base === '0b' ? /^[01]+$/ : base === '' ? /^\d+$/ : /^[0-7]+$/;
  if (!allowed.test(digits)) return undefined;
  const size = BigInt(`${base === '0' ? '0o' : base}${digits}`);
  if (size >= (sign === '' ? 1n << 64n : sign === '-' ? (1n << 63n) + 1n : 1n << 63n)) return undefined;
  return Number(sign === '-' ? -size : size);
}

const DECIMAL = /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/i;

/** Go's `strconv.ParseFloat`, without its hexadecimal form. Undefined for what is none, or too large for one. */
export function floatOf(text: string): number | undefined {
  const [, sign, word] = /^([-+]?)(inf|infinity|nan)$/i.exec(text) ?? [];
  if (word?.toLowerCase() === 'nan') return sign === '' ? Number.NaN : undefined;
  if (word) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? value + 0 : undefined; // + 0: JSON knows no -0 of an integer
}

const CLOCK = String.raw`(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?`;
const DATE = new RegExp(String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt]${CLOCK}(Z|[-+]\d\d:\d\d)| ${CLOCK})?$`);

/** A date as Go's `time.Time` stands in JSON; undefined for what is none, such as the 30th of February. */
function dateOf(text: string): string | undefined {
  const found = DATE.exec(text);
  if (!found) return undefined;
  const [, year = '', month = '', day = ''] = found;
  const [hour, minute, second, fraction = ''] = (found[4] === undefined ? found.slice(9) : found.slice(4)).map((part) => part ?? '');
  const fields = [month, day, hour || '0', minute || '0', second || '0'].map((part) => part.padStart(2, '0'));
  const [mm, dd, h, m, s] = fields;
  const zone = /^[-+]00:00$/.test(found[8] ?? '') ? 'Z' : (found[8] ?? 'Z');
  const read = new Date(`${year}-${mm}-${dd}T${h}:${m}:${s}Z`);
  // JavaScript takes the 30th of February for the 1st of March, and 24:00:00 for the next day.
  if (Number.isNaN(read.getTime()) || read.getUTCDate() !== Number(day)) return undefined;
  const nanoseconds = fraction.slice(0, 9).replace(/0+$/, '');
  return `${year}-${mm}-${dd}T${h}:${m}:${s}${nanoseconds && `.${nanoseconds}`}${zone}`;
}
