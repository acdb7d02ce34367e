import { parseAllDocuments, type ScalarTag, type Tags, visit } from 'yaml';
import { type PlainValue, plainValue } from './go-scalars';

/** A YAML file, twice: what stands in it as numbers, dates and truth values, and each of them as the text that is written there. */
export interface GoYaml {
  readonly values: unknown;
  /** As Go reads what is to be text: 0123 stays 0123; null is empty. */
  readonly texts: unknown;
}

/** Nothing of what the file holds: it may be a password. */
class YamlError extends Error {}

/**
 * Reads a YAML file as Go's yaml.v3 does, as far as it is a datasource: its first document.
 * It differs where Grafana fails, at a key in jsonData that is a number: that is taken as text.
 * @throws YamlError that says what is wrong and where, without a word of the file
 */
export function parseGoYaml(file: string): GoYaml {
  // The schema without any types; what Go takes for more than text is in the tags.
  const documents = parseAllDocuments(file, { schema: 'failsafe', customTags: TAGS, merge: true, stringKeys: true, logLevel: 'error' });
  const document = 'empty' in documents ? undefined : documents[0];
  if (!document) return { values: null, texts: null };
  const [error] = document.errors;
  if (error) {
    // Without the parser's own words and without a cause: both repeat lines of the file.
    const at = error.linePos ? ` at line ${error.linePos[0].line}, column ${error.linePos[0].col}` : '';
    throw new YamlError(`expected YAML, got ${error.code}${at}`);
  }
  const read = (): unknown => {
    try {
      return document.toJS();
    } catch {
      throw new YamlError('expected YAML, got an alias of nothing, or too many of them');
    }
  };
  const values = read();
  visit(document, {
    Scalar: (_, node) => {
      if (node.tag !== BINARY.tag) node.value = node.value === null ? '' : (node.source ?? node.value);
    },
  });
  return { values, texts: read() };
}

/** Refuses what has a tag in front that it does not fit: `!!int 5.5`. */
function explicit(tag: string, fits: (value: PlainValue) => boolean): ScalarTag {
  return {
    tag: `tag:yaml.org,2002:${tag}`,
    resolve(text, onError) {
      const value = plainValue(text);
      if (!fits(value)) onError(tag);
      return value;
    },
  };
}

const BINARY: ScalarTag = { tag: 'tag:yaml.org,2002:binary', resolve: (text) => Buffer.from(text, 'base64').toString() };
const TAGS: Tags = [
  { tag: 'plain', default: true, test: /^/, resolve: plainValue },
  explicit('int', Number.isInteger),
  explicit('float', (value) => typeof value === 'number'),
  explicit('bool', (value) => typeof value === 'boolean'),
  explicit('null', (value) => value === null),
  explicit('timestamp', (value) => typeof value === 'string'),
  BINARY,
];
