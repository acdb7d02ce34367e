import type { TestFrame } from '../setup/backend';

export type Labels = Readonly<Record<string, string>>;
/** What Grafana's expressions work with: one number, or one series, for each set of labels. */
export type Data =
  | { readonly kind: 'series'; readonly items: readonly { readonly labels: Labels; readonly values: readonly number[] }[] }
  | { readonly kind: 'numbers'; readonly items: readonly { readonly labels: Labels; readonly value: number }[] };

const refuse = (what: string): never => {
  throw new Error(`Grafana's alerting refuses this: ${what}`);
};
const numeric = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

/**
 * Reads frames as Grafana's alerting does.
 * @throws for every shape that it refuses or that gives two alerts the same labels, as seen in Grafana 12.2
 */
export function dataOf(frames: readonly TestFrame[]): Data {
  const [frame, ...more] = frames;
  if (!frame) return { kind: 'numbers', items: [] };
  if (more.length > 0) refuse(`${frames.length} frames for one query`);
  const { fields, meta } = frame.schema;
  const times = fields.filter(({ type }) => type === 'time');
  const strings = fields.flatMap((field, at) => (field.type === 'string' ? [{ ...field, at }] : []));
  const numbers = fields.flatMap((field, at) => (field.type === 'number' ? [{ ...field, at }] : []));
  if (times.length > 0) {
    if (strings.length > 0) refuse('input data must be a wide series but got type long');
    if (times.some(({ typeInfo }) => typeInfo.nullable === true)) refuse('frame 0 is missing a []time.Time field');
    if (numbers.length === 0) refuse('a time without a series');
    const items = numbers.map(({ labels = {}, at }) => ({ labels, values: (frame.data.values[at] ?? []).map(numeric) }));
    return { kind: 'series', items: distinct(items) };
  }
  if (fields.length === 0) return { kind: 'numbers', items: [] };
  if (meta?.type !== 'numeric-long') refuse(`a frame of type ${meta?.type}`);
  if (numbers.length !== 1) refuse(`${numbers.length} numbers in a row get the same labels`);
  const rows = (frame.data.values[numbers[0]?.at ?? 0] ?? []).map((value, row) => ({
    labels: Object.fromEntries(strings.map(({ name, at }) => [name, String(frame.data.values[at]?.[row])])),
    value: numeric(value),
  }));
  return { kind: 'numbers', items: distinct(rows) };
}

function distinct<T extends { readonly labels: Labels }>(items: readonly T[]): readonly T[] {
  const keys = items.map(({ labels }) => keyOf(labels));
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  return twice === undefined ? items : refuse(`two values with the labels ${twice}`);
}

export const keyOf = (labels: Labels): string => JSON.stringify(Object.entries(labels).sort(([a], [b]) => a.localeCompare(b)));
