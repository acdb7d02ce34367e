/** Words that YAML 1.1 or 1.2 takes for something else than text. */
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n|t|f|nan|inf|infinity)$/i;
/** Texts that need no quotation marks, also in brackets. */
const PLAIN = /^(?:[a-z_][\w-]*(?: [\w-]+)*|[a-z+]+:\/\/[\w./:-]*[\w/]|[a-z]+\/[a-z]+)$/i;

/**
 * A map as lines of YAML, for a file that Grafana provisions from. What is undefined is left out.
 * @param map what JSON can hold
 * @param indent number of spaces
 */
export function yamlLines(map: object, indent: number): string[] {
  const pad = ' '.repeat(indent);
  return entriesOf(map).flatMap(([name, value]) => {
    const key = `${pad}${scalar(name)}:`;
    return isMap(value) && !isFlat(value) ? [key, ...yamlLines(value, indent + 2)] : [`${key} ${flow(value)}`];
  });
}

/** In one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (!isMap(value)) return typeof value === 'string' ? text(value) : JSON.stringify(value ?? null);
  const entries = entriesOf(value).map(([name, one]) => `${scalar(name)}: ${flow(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** Grafana replaces `$NAME` in values and takes `$$` for a dollar sign. It leaves keys as they are. */
function text(value: string): string {
  return scalar(value.replaceAll('$', '$$$$'));
}

function scalar(value: string): string {
  return PLAIN.test(value) && !WORDS.test(value) ? value : quoted(value);
}

/** JSON's quotation is YAML's, but for characters that YAML takes for line breaks or does not allow. */
function quoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Whether no entry is an object or a list of them, so that the map fits into one line. */
function isFlat(map: object): boolean {
  return entriesOf(map).every(([, value]) => !isMap(value) && !(Array.isArray(value) && value.some((one) => typeof one === 'object')));
}

function entriesOf(map: object): [string, unknown][] {
  return Object.entries(map).filter(([, value]) => value !== undefined);
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
