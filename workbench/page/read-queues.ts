import { type DataFrame, type Field, FieldType } from '@grafana/data';

/** A queue as the overview shows it. */
export interface QueueNow {
  broker: string;
  name: string;
  /** Tasks; null when it could not be read. */
  waiting: number | null;
  status: string;
  quality: string;
  /** Waiting over the range of the history query. */
  trend: Field<number | null> | undefined;
}

/** Joins a `now` frame (a row a queue) with `history` frames (a field a queue) by the labels that both carry. */
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
