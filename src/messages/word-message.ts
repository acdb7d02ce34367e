import { dateTimeFormat } from '@grafana/data';
import { t } from '@grafana/i18n';
import { type AnyMessage, englishOf, entryOf, type Value } from '../contract/messages/message';

// The extractor collects these keys from the catalogue (i18next.config.ts), and must not look for them here.
const translate = t;

/** The text of a message in the language of the user. */
export function wordMessage({ code, values }: AnyMessage): string {
  const { text } = entryOf(code);
  const options = {
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, name === 'count' ? value : shown(value)])),
    interpolation: { escapeValue: false },
    ...(typeof text !== 'string' && { defaultValue_one: text.one, defaultValue_other: text.other }),
  };
  return translate(`messages.${code}`, typeof text === 'string' ? text : '', options) || englishOf({ code, values });
}

function shown(value: Value): string {
  if (typeof value === 'object') return 'at' in value ? dateTimeFormat(value.at) : wordMessage(value);
  return typeof value === 'number' ? value.toLocaleString() : value;
}
