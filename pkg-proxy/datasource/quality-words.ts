import { QUALITIES, type Quality } from '../../src/contract/measures';

/** One word where it is true of all measures, else which of them are less than exact: `exact`, `atLeast: oldestAge`. */
export function describeQualities(byMeasure: ReadonlyMap<string, Quality>): string {
  const qualities = new Set(byMeasure.values());
  const [only = 'exact'] = qualities;
  if (qualities.size <= 1) return only;
  return QUALITIES.slice(1)
    .flatMap((quality) => {
      const measures = [...byMeasure].flatMap(([measure, own]) => (own === quality ? [measure] : []));
      return measures.length === 0 ? [] : [`${quality}: ${measures.join(', ')}`];
    })
    .join('; ');
}
