/** What the running demo shows through the plugin: queries to the workbench, read as tables. */
export interface DemoStory {
  /** Rows of the first frame, of the last `minutes`; an empty list while there is no frame. */
  rows(environment: string, query: object, minutes?: number): Promise<Record<string, unknown>[]>;
}

interface Frame {
  readonly schema: { readonly fields: readonly { readonly name: string; readonly labels?: Record<string, string> }[] };
  readonly data: { readonly values: readonly (readonly unknown[])[] };
}

/** @param workbench its address */
export function demoStory(workbench: string): DemoStory {
  return {
    async rows(environment, query, minutes = 15) {
      const to = Date.now();
      const response = await fetch(`${workbench}/api/ds/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          from: String(to - minutes * 60_000),
          to: String(to),
          queries: [{ refId: 'A', intervalMs: 60_000, maxDataPoints: 100, datasource: { uid: `celery-${environment}` }, ...query }],
        }),
      });
      const { results }: { results: { A?: { frames?: Frame[] } } } = await response.json();
      return (results.A?.frames ?? []).slice(0, 1).flatMap(rowsOf);
    },
  };
}

/** A value's name is that of its queue in a history, of its field in a table. */
function rowsOf({ schema, data }: Frame): Record<string, unknown>[] {
  const names = schema.fields.map(({ name, labels }) => labels?.queue ?? name);
  return (data.values[0] ?? []).map((_, row) => Object.fromEntries(names.map((name, i) => [name, data.values[i]?.[row]])));
}
