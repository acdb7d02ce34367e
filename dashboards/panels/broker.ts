import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { BYTES, COUNT, FACTOR, type Format, SECONDS, type Step } from '../parts/look';
import type { PanelBase } from '../parts/panel';
import { ask } from '../parts/query';
import { BROKER_STATUS, RISK_KINDS, RISK_NUMBERS, YES_NO } from '../parts/words';
import { type Graph, graph } from './graph';
import { type Stat, stat } from './stat';
import { table } from './table';

/** The worst risk, as a word. */
export function brokerStatus(base: PanelBase & Pick<Stat, 'isLarge'>): Panel {
  return stat({ ...base, queries: [ask('broker')], column: 'status', mappings: BROKER_STATUS, filled: true });
}

/** One row per kind of risk. */
export function risksTable(base: PanelBase): Panel {
  return table({
    ...base,
    queries: [ask('broker', { answer: 'status' })],
    sortBy: ['Status'],
    columns: [
      { field: 'risk', title: 'Risk', minWidth: 120, mappings: RISK_KINDS },
      { field: 'status', title: 'Status', width: 110, mappings: RISK_NUMBERS, filled: true, none: 'Unknown', align: 'left', format: COUNT },
    ],
  });
}

/** The sentences of the risks. */
export function risksInWords(base: PanelBase): Panel {
  return table({
    ...base,
    queries: [ask('broker')],
    columns: [
      { field: 'status', title: 'Status', width: 90, mappings: BROKER_STATUS, filled: true },
      { field: 'risks', title: 'Risks', minWidth: 200, wrap: true, none: 'None' },
    ],
  });
}

/** One fact about the server. */
export function brokerFact(options: PanelBase & Pick<Stat, 'format' | 'color' | 'none'> & { readonly fact: string }): Panel {
  const { fact, ...rest } = options;
  return stat({ ...rest, queries: [ask('broker')], column: fact });
}

/** Facts over time, a point a minute for at most a day. */
export function brokerGraph(options: PanelBase & Pick<Graph, 'lines'> & { readonly format: Format }): Panel {
  const { lines = {} } = options;
  const pattern = `^([Tt]ime|(.* )?(${Object.keys(lines).join('|')}))$`;
  return graph({
    ...options,
    queries: [ask('broker')],
    transformations: [{ id: 'filterFieldsByName', options: { include: { pattern } } }],
    points: true,
  });
}

export function brokerMemory(base: PanelBase): Panel {
  return brokerGraph({ ...base, format: BYTES, lines: { memoryUsed: ['Used', 'blue'], memoryLimit: ['Limit', 'red'] } });
}

export function deliveriesTable(base: PanelBase): Panel {
  return table({
    ...base,
    queries: [ask('broker')],
    columns: [
      { field: 'inFlight', title: 'In flight', minWidth: 90, format: COUNT, align: 'left' },
      { field: 'overdueDeliveries', title: 'Overdue', minWidth: 90, format: COUNT, align: 'left', colors: OVERDUE },
      { field: 'oldestDelivery', title: 'Oldest', minWidth: 90, format: SECONDS, align: 'left' },
    ],
  });
}
const OVERDUE: readonly Step[] = [
  [null, 'text'],
  [0, 'green'],
  [1, 'orange'],
];

export function serverTable(base: PanelBase): Panel {
  return table({
    ...base,
    queries: [ask('broker')],
    columns: [
      { field: 'product', title: 'Product', width: 85 },
      { field: 'version', title: 'Version', width: 85 },
      { field: 'role', title: 'Role', width: 80 },
      { field: 'replicas', title: 'Replicas', width: 85, format: COUNT },
      { field: 'evictionPolicy', title: 'Eviction policy', minWidth: 130 },
      { field: 'fragmentation', title: 'Fragmentation', width: 120, format: FACTOR },
      { field: 'keys', title: 'Keys', width: 80, format: COUNT },
      { field: 'appendOnly', title: 'Append only', width: 100, mappings: YES_NO },
      { field: 'snapshotAge', title: 'Last snapshot', width: 115, format: SECONDS },
    ],
  });
}
