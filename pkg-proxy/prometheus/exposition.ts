import type { Work } from '../lifetime/work';

/** @param suffix what a histogram's line has after the name of the family, such as `_bucket` */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number, suffix?: string];

/** Metrics of one name: counters where it ends with `_total`, else gauges, unless they are a histogram. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly isHistogram?: boolean;
  readonly samples: Iterable<Sample>;
}

/** Lines to a part of the work: about a millisecond. */
const PART = 500;

/**
 * Families in Prometheus's text format (https://prometheus.io/docs/instrumenting/exposition_formats/). Written by
 * hand and not by a library: 10,000 queues take one a quarter of a second in which nothing else happens. Of two samples with
 * the same labels the last counts: Prometheus refuses a text in which both are.
 */
export function* writeFamilies(families: Iterable<Family>): Work<string> {
  const texts: string[] = [];
  let lines = 0;
  for (const { name, help, isHistogram, samples } of families) {
    const values = new Map<string, number>();
    for (const [labels, value, suffix = ''] of samples) {
      values.set(`${suffix}{${labelsText(labels)}}`, value);
      if (++lines % PART === 0) yield;
    }
    const type = isHistogram ? 'histogram' : name.endsWith('_total') ? 'counter' : 'gauge';
    const text = [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`];
    for (const [series, value] of values) {
      text.push(`${name}${series} ${valueText(value)}`);
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
