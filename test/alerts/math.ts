/** Numbers by the name of their query or expression. NaN: no value. */
export type Numbers = Readonly<Record<string, number>>;

const TOKEN = /\s*(\$\w+|\d+(?:\.\d+)?|&&|\|\||[<>=!]=|[<>()+\-*/])/y;
/** Loosest first, as in Grafana's parser. Comparisons are 1 or 0. */
const LEVELS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { '||': (a, b) => Number(a !== 0 || b !== 0) },
  { '&&': (a, b) => Number(a !== 0 && b !== 0) },
  {
    '==': (a, b) => Number(a === b),
    '!=': (a, b) => Number(a !== b),
    '<': (a, b) => Number(a < b),
    '>': (a, b) => Number(a > b),
    '<=': (a, b) => Number(a <= b),
    '>=': (a, b) => Number(a >= b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b },
];

/** The variables of an expression. */
export const variablesOf = (expression: string): string[] => [
  ...new Set([...expression.matchAll(/\$(\w+)/g)].map(([, name = '']) => name)),
];

/** What a math expression of Grafana gives, as much of it as the rules use. @throws for what it does not know */
export function calculate(expression: string, numbers: Numbers): number {
  const tokens: string[] = [];
  for (let at = 0; at < expression.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const [, token] = TOKEN.exec(expression) ?? [];
    if (token === undefined) throw new Error(`expected math that Grafana knows, got ${expression.slice(at)}`);
    tokens.push(token);
  }
  const operand = (): number => {
    const token = tokens.shift() ?? '';
    if (token === '(') {
      const value = level(0);
      if (tokens.shift() !== ')') throw new Error(`expected ) in ${expression}`);
      return value;
    }
    const value = token.startsWith('$') ? numbers[token.slice(1)] : Number(token || Number.NaN);
    if (value === undefined || (Number.isNaN(value) && !token.startsWith('$'))) throw new Error(`expected a value, got ${token}`);
    return value;
  };
  const level = (depth: number): number => {
    const operators = LEVELS[depth];
    if (!operators) return operand();
    let value = level(depth + 1);
    for (let apply = operators[tokens[0] ?? '']; apply; apply = operators[tokens[0] ?? '']) {
      tokens.shift();
      value = apply(value, level(depth + 1));
    }
    return value;
  };
  const value = level(0);
  if (tokens.length > 0) throw new Error(`expected the end of ${expression}, got ${tokens.join(' ')}`);
  return value;
}
