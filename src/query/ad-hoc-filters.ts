import type { AdHocVariableFilter } from '@grafana/data';
import { FILTER_OPERATORS, type Filter } from '../contract/queries/filters';

/** A dashboard's ad hoc filters as a query carries them. Filters without a key or without a value are still being typed, so they are left out. */
export function filtersOf(adHoc: readonly AdHocVariableFilter[], fill: (text: string) => string): Filter[] {
  return adHoc.flatMap(({ key, operator, value, values }) => {
    const known = FILTER_OPERATORS.find((each) => each === operator);
    if (key === '' || value === '' || !known) return [];
    const list = known.endsWith('|') && values && values.length > 0 ? values : [value];
    return [{ key, operator: known, values: list.map(fill) }];
  });
}
