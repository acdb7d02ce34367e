import { z } from 'zod';

/** Dashboards as Grafana stores them, as far as tests look at them. */

const datasource = z.object({ type: z.string(), uid: z.string() });
const target = z.looseObject({ refId: z.string(), datasource });
const property = z.object({ id: z.string(), value: z.unknown() });
const link = z.looseObject({ title: z.string(), url: z.string().optional() });

const panel = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().default(''),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  repeat: z.string().optional(),
  datasource: datasource.optional(),
  targets: z.array(target).default([]),
  transformations: z.array(z.looseObject({ id: z.string(), options: z.unknown() })).default([]),
  options: z
    .looseObject({
      reduceOptions: z.looseObject({ fields: z.string() }).optional(),
      sortBy: z.array(z.looseObject({ displayName: z.string() })).optional(),
    })
    .default({}),
  fieldConfig: z
    .looseObject({
      defaults: z.looseObject({
        unit: z.string().optional(),
        decimals: z.number().optional(),
        color: z.looseObject({ mode: z.string() }).optional(),
        links: z.array(link).optional(),
      }),
      overrides: z.array(z.object({ matcher: z.object({ id: z.string(), options: z.unknown() }), properties: z.array(property) })),
    })
    .optional(),
});
export type PanelShape = z.output<typeof panel>;

export const dashboard = z.looseObject({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  schemaVersion: z.number(),
  time: z.object({ from: z.string(), to: z.string() }),
  panels: z.array(panel.extend({ panels: z.array(panel).default([]) })),
  links: z.array(link),
  templating: z.object({
    list: z.array(
      z.looseObject({
        type: z.string(),
        name: z.string(),
        query: z.unknown(),
        datasource: datasource.optional(),
        current: z.looseObject({ value: z.unknown() }).partial().default({}),
      }),
    ),
  }),
  annotations: z.object({ list: z.array(z.looseObject({ datasource, target: z.unknown().optional() })) }),
});
export type DashboardShape = z.output<typeof dashboard>;

/** Every panel, those of closed rows too. Rows are left out. */
export function panelsOf({ panels }: DashboardShape): PanelShape[] {
  return panels.flatMap((one) => [one, ...one.panels]).filter(({ type }) => type !== 'row');
}

export interface ColumnShape {
  readonly field: string;
  readonly title: string;
  /** What the override of the column says, by id. */
  readonly config: ReadonlyMap<string, unknown>;
}

const renamed = z.object({ renameByName: z.record(z.string(), z.string()) });

/** The columns of a table by the last transformation, which names them. */
export function columnsOf({ transformations, fieldConfig }: PanelShape): ColumnShape[] {
  const { renameByName } = renamed.parse(transformations.at(-1)?.options);
  return Object.entries(renameByName).map(([field, title]) => {
    const own = fieldConfig?.overrides.find(({ matcher }) => matcher.id === 'byName' && matcher.options === title);
    return { field, title, config: new Map(own?.properties.map(({ id, value }) => [id, value])) };
  });
}
