import type { Field } from 'grafana-node-datasource-runtime';
import type { Bands } from '../../queues/usual/band';

/** How Grafana draws an edge: a thin grey step, not in the legend. */
const EDGE = {
  lineWidth: 1,
  lineInterpolation: 'stepAfter',
  showPoints: 'never',
  hideFrom: { legend: true, tooltip: false, viz: false },
};
const COLOR = { mode: 'fixed', fixedColor: '#8e8e8e' };
/** Percent. */
const FILL = 15;

export interface UsualFieldOptions {
  readonly times: Float64Array;
  /** Milliseconds that a point stands for; 0 for samples. */
  readonly interval: number;
  readonly labels: Readonly<Record<string, string>>;
  /** What the series of the values is called in the legend. */
  readonly legend: string;
  /** In front of the names of the fields, where there is more than one measure. */
  readonly prefix: string;
  /** Whether fields must have names that no other field has, as in a live panel. */
  readonly unique: boolean;
  readonly unit: string | undefined;
}

/** The two edges of the usual range. Grafana fills what is between: it finds the lower edge by its name in the legend. */
export function usualFields(bands: Bands, { times, interval, labels, legend, prefix, unique, unit }: UsualFieldOptions): Field[] {
  const ranges = Array.from(times, (time) => bands.over(time, time + interval));
  const edge = (side: 'low' | 'high', custom: object): Field => {
    const displayNameFromDS = `${legend} usual ${side}`;
    return {
      name: unique ? displayNameFromDS : `${prefix}usual ${side}`,
      type: 'number',
      values: Float64Array.from(ranges, (range) => range?.[side] ?? Number.NaN),
      labels,
      config: { displayNameFromDS, color: COLOR, ...(unit !== undefined && { unit }), custom: { ...EDGE, ...custom } },
    };
  };
  return [edge('low', { fillOpacity: 0 }), edge('high', { fillOpacity: FILL, fillBelowTo: `${legend} usual low` })];
}
