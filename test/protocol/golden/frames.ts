import type { Frame } from 'grafana-node-datasource-runtime';

/** The frames that `golang/golden.go` builds with Grafana's own SDK, field for field and in the same order; see the files beside this one. */
export const goldenFrames = [
  {
    name: 'wide',
    refId: 'A',
    meta: {
      type: 'timeseries-wide',
      typeVersion: [0, 1],
      channel: 'ds/abc/history/1',
      executedQueryString: 'max(waiting)',
      custom: { quality: 'exact' },
      notices: [{ severity: 'warning', text: 'no value since 10:00 – “gap”', link: '/help' }],
    },
    fields: [
      { name: 'time', type: 'time', values: [1_700_000_000_000, 1_700_000_010_000, 1_700_000_020_000] },
      {
        name: 'value',
        type: 'number',
        labels: { broker: 'b', name: 'one' },
        config: { unit: 'short', displayNameFromDS: 'one' },
        values: [1, null, 3.5],
      },
      { name: 'value', type: 'number', labels: { broker: 'b', name: 'é🙂' }, values: new Float64Array([0, -1, 1e300]) },
    ],
  },
  {
    name: 'long',
    refId: 'B',
    meta: { type: 'numeric-long', typeVersion: [0, 1] },
    fields: [
      { name: 'broker', type: 'string', values: ['b', 'b', null] },
      { name: 'name', type: 'string', values: ['one', '', 'é🙂'] },
      { name: 'open', type: 'boolean', values: [true, null, false] },
      { name: 'value', type: 'number', config: { unit: 's', decimals: 0 }, values: [0, 12, null] },
    ],
  },
  { name: 'empty', refId: 'C', meta: { typeVersion: [0, 0] }, fields: [{ name: 'value', type: 'number', values: [] }] },
  {
    name: '',
    refId: 'D',
    fields: Array.from({ length: 3 }, (_, at) => ({
      name: `c${at}`,
      type: 'number' as const,
      values: Array.from({ length: 70 }, (_, row) => (row % (at + 2) === 0 ? null : row)),
    })),
  },
] as const satisfies readonly Frame[];
