import { type DataFrame, type Field, FieldType } from '@grafana/data';

/** A queue in the overview. */
export interface QueueNow {
  broker: string;
  name: string;
  /** Tasks; null if it could not be read. */
  waiting: number | null;
  status: string;
  quality: string;
  /** Waiting over the range of the history query. */
  trend: Field<number | null> | undefined;
}

/** Joins a `now` frame (one row per queue) with `history` frames (one field per queue) by their labels. */
export function readQueues(now: readonly DataFrame[], history: readonly DataFrame[]): QueueNow[] {
  const trends = history.flatMap((frame) => frame.fields.filter((field) => field.type === FieldType.number));
  return now.flatMap((frame) => {
    const column = (name: string) => frame.fields.find((field) => field.name === name)?.values ?? [];
    return Array.from({ length: frame.length }, (_, row) => {
      const broker = String(column('broker')[row] ?? '');
      const name = String(column('queue')[row] ?? '');
      return {
        broker,
        name,
        waiting: column('waiting')[row] ?? null,
        status: String(column('status')[row] ?? 'unknown'),
        quality: String(column('quality')[row] ?? 'exact'),
        trend: trends.find(({ labels }) => labels?.queue === name && labels.broker === broker),
      };
    });
  });
}
