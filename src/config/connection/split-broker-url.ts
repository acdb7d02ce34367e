import { t } from '@grafana/i18n';
import { parseBrokerUrl } from '../../contract/broker-url';
import { ContractError } from '../../contract/problem';
import { PLAIN } from '../../editor/words/plain';

/** A broker URL, and the parts of it that belong in other fields. */
export interface SplitUrl {
  /** Without user and password, otherwise unchanged. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** Takes user and password out of a complete broker URL. Any other text stays as it is. */
export function splitBrokerUrl(text: string): SplitUrl {
  const url = text.trim();
  const { user, password } = read(url) ?? {};
  if (user === undefined && password === undefined) return { url };
  const bare = url
    .split(';')
    .map((part) => part.trim().replace(/^([a-z+]+:\/\/)?.*@/i, '$1'))
    .join(';');
  return { url: bare, user, password };
}

/** Takes only the password out; the user stays. Any text that is not a broker URL stays as it is. */
export function splitPassword(text: string): Omit<SplitUrl, 'user'> {
  const { url, user, password } = splitBrokerUrl(text);
  if (password === undefined) return { url: text.trim() };
  const named = user === undefined ? '' : `${encodeURIComponent(user)}@`;
  return { url: url.replace(/^(?:[a-z+]+:\/\/)?/i, (scheme) => scheme + named), password };
}

/** The parsed URL, or a sentence on what is wrong with it; undefined if the text is empty. */
export function readBrokerUrl(text: string | undefined): ReturnType<typeof parseBrokerUrl> | { readonly problem: string } | undefined {
  if (!text?.trim()) return undefined;
  try {
    return parseBrokerUrl(text);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    const [{ expected, got = '' } = { expected: error.message }] = error.problems;
    return {
      problem: t('config.connection.urlProblem', 'Expected {{expected}}, got {{got}}. Correct the URL.', { expected, got, ...PLAIN }),
    };
  }
}

/** Whether the text is a valid broker URL. */
export function isBrokerUrl(text: string): boolean {
  return read(text) !== undefined;
}

function read(text: string) {
  const broker = readBrokerUrl(text);
  return broker && 'scheme' in broker ? broker : undefined;
}
