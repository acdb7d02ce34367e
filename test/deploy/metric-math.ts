/** Values by epoch millisecond of their period's start; a period without a value is absent. */
export type Series = ReadonlyMap<number, number>;
type Value = Series | number;

/**
 * CloudWatch's metric math, as much of it as the templates use: arithmetic, comparisons (1 or 0), `IF` and `FILL` with a number
 * or `REPEAT`. After the user guide, "Using math expressions with CloudWatch metrics": an operation on two series has a value
 * where both have one, and x/0 has none. `FILL` fills every period of the range that is asked for, `REPEAT` from the first
 * value on. That it does so for a metric without any value in the range is not documented.
 * @param periods the starts of all periods of the range, oldest first
 * @throws for what it does not know
 */
export function evaluate(expression: string, metrics: Readonly<Record<string, Series>>, periods: readonly number[]): Series {
  const tokens = expression.match(/[A-Za-z]\w*|\d+(\.\d+)?|[<>=!]=|[-+*/<>(),]|\S/g) ?? [];
  let next = 0;
  const take = (...wanted: string[]): string | undefined => (wanted.includes(tokens[next] ?? '') ? tokens[next++] : undefined);
  const expect = (token: string) => {
    if (!take(token)) throw new Error(`${expression}: expected ${token}, got ${tokens[next] ?? 'the end'}`);
  };

  function binary(operators: readonly string[], operand: () => Value): Value {
    let left = operand();
    for (let operator = take(...operators); operator; operator = take(...operators)) left = combine(operator, left, operand());
    return left;
  }
  const comparison = (): Value => binary(['<', '>', '<=', '>=', '==', '!='], sum);
  const sum = (): Value => binary(['+', '-'], product);
  const product = (): Value => binary(['*', '/'], primary);

  function primary(): Value {
    const token = tokens[next++] ?? 'the end';
    if (/^\d/.test(token)) return Number(token);
    if (token === '(') return closed(comparison());
    if (token === 'IF' && take('(')) {
      const condition = comparison();
      expect(',');
      const yes = comparison();
      expect(',');
      const no = comparison();
      return closed(at(periods, (t) => (valueAt(condition, t) === undefined ? undefined : valueAt(valueAt(condition, t) ? yes : no, t))));
    }
    if (token === 'FILL' && take('(')) {
      const series = comparison();
      expect(',');
      return closed(take('REPEAT') ? repeat(series) : fill(series, comparison()));
    }
    const metric = metrics[token];
    if (!metric) throw new Error(`${expression}: expected a number, a metric, IF or FILL, got ${token}`);
    return metric;
  }
  function closed(value: Value): Value {
    expect(')');
    return value;
  }

  const fill = (series: Value, by: Value): Value => at(periods, (t) => valueAt(series, t) ?? valueAt(by, t));
  function repeat(series: Value): Value {
    let last: number | undefined;
    return at(periods, (t) => {
      last = valueAt(series, t) ?? last;
      return last;
    });
  }
  const combine = (operator: string, left: Value, right: Value): Value =>
    at(periods, (t) => {
      const [a, b] = [valueAt(left, t), valueAt(right, t)];
      return a === undefined || b === undefined ? undefined : OPERATIONS[operator]?.(a, b);
    });

  const result = comparison();
  if (next < tokens.length) throw new Error(`${expression}: expected the end, got ${tokens[next]}`);
  return at(periods, (t) => valueAt(result, t));
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : a / b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
};

const valueAt = (value: Value, at: number): number | undefined => (typeof value === 'number' ? value : value.get(at));

function at(periods: readonly number[], value: (at: number) => number | undefined): Series {
  return new Map(
    periods.flatMap((t) => {
      const v = value(t);
      return v === undefined ? [] : [[t, v] as const];
    }),
  );
}
