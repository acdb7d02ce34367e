import * as z from 'zod';

const conditions = z.tuple([
  z.object({
    evaluator: z.object({ type: z.enum(['gt', 'lt', 'within_range', 'outside_range']), params: z.array(z.number()).min(1) }),
  }),
]);
/** Grafana's expressions, as much of them as the rules use. `dropNN` is the only mode: an unknown value is no value. */
const expression = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('reduce'),
    expression: z.string(),
    reducer: z.enum(['min', 'max', 'mean', 'last']),
    settings: z.object({ mode: z.literal('dropNN') }),
  }),
  z.object({ type: z.literal('threshold'), expression: z.string(), conditions }),
  z.object({ type: z.literal('math'), expression: z.string() }),
]);

/** @throws for an expression that the rules do not use */
export const expressionOf = (model: unknown): z.output<typeof expression> => expression.parse(model);

/** Whether a value breaches. Ranges are open, as in Grafana. */
export function conditionOf([{ evaluator }]: z.output<typeof conditions>): (value: number) => boolean {
  const [low = Number.NaN, high = Number.NaN] = evaluator.params;
  if (evaluator.type === 'gt') return (value) => value > low;
  if (evaluator.type === 'lt') return (value) => value < low;
  if (evaluator.type === 'within_range') return (value) => value > low && value < high;
  return (value) => value < low || value > high;
}
