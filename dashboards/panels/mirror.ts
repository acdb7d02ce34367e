import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBase } from '../parts/panel';
import { ask } from '../parts/query';
import { MIRROR_STATE } from '../parts/words';
import { type Stat, stat } from './stat';
import { table } from './table';

/** Whether the mirror keeps up, as a word. */
export function mirrorState(base: PanelBase): Panel {
  return stat({ ...base, queries: [ask('broker', { answer: 'mirror' })], column: 'state', mappings: MIRROR_STATE, filled: true });
}

/** One number of the mirror. */
export function mirrorFact(options: PanelBase & Pick<Stat, 'format' | 'color' | 'none'> & { readonly fact: string }): Panel {
  const { fact, ...rest } = options;
  return stat({ ...rest, queries: [ask('broker', { answer: 'mirror' })], column: fact });
}

/** Where it writes, and what is wrong. */
export function mirrorProblem(base: PanelBase): Panel {
  return table({
    ...base,
    queries: [ask('broker', { answer: 'mirror' })],
    columns: [
      { field: 'state', title: 'State', width: 110, mappings: MIRROR_STATE, filled: true },
      { field: 'destination', title: 'Stored in', minWidth: 200, wrap: true, none: 'Nowhere' },
      { field: 'problem', title: 'Problem', minWidth: 220, wrap: true, none: 'None' },
    ],
  });
}
