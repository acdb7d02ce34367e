import type { Work } from '../lifetime/work';

export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Metrics of one name. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: Iterable<Sample>;
}

/** Lines to a part of the work: about a millisecond. */
const PART = 500;

/**
 * Families of gauges in Prometheus's text format (https://prometheus.io/docs/instrumenting/exposition_formats/). Written by
 * hand and not by a library: 10,000 queues take one a quarter of a second in which nothing else happens. Of two samples with
 * the same labels the last counts: Prometheus refuses a text in which both are.
 */
export function* writeGauges(families: Iterable<Family>): Work<string> {
  const texts: string[] = [];
  let lines = 0;
  for (const { name, help, samples } of families) {
    const values = new Map<string, number>();
    for (const [labels, value] of samples) {
      values.set(labelsText(labels), value);
      if (++lines % PART === 0) yield;
    }
    const text = [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} gauge`];
    for (const [labels, value] of values) {
      text.push(`${name}{${labels}} ${valueText(value)}`);
      if (++lines % PART === 0) yield;
    }
    texts.push(text.join('\n'));
  }
  return `${texts.join('\n\n')}\n`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`)
    .join(',');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
