import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { COUNT } from '../parts/look';
import type { PanelBase } from '../parts/panel';
import { ask } from '../parts/query';
import { type Stat, stat } from './stat';

/** How many workers are in a state. */
export function workersInState({
  state,
  ...rest
}: PanelBase & Pick<Stat, 'color'> & { readonly state: 'online' | 'late' | 'gone' }): Panel {
  return stat({
    ...rest,
    queries: [ask('workers')],
    format: COUNT,
    column: 'worker',
    calc: 'count',
    none: '0',
    transformations: [
      {
        id: 'filterByValue',
        options: { type: 'include', match: 'all', filters: [{ fieldName: 'state', config: { id: 'equal', options: { value: state } } }] },
      },
    ],
  });
}
