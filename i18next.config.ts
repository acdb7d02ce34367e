import { defineConfig } from 'i18next-cli';
import { MESSAGES } from './src/contract/messages/catalogue';
import type { Entry } from './src/contract/messages/entry';

const LOCALES = ['en-US', 'es-ES', 'de-DE', 'fr-FR', 'pt-BR', 'zh-Hans', 'ja-JP'];

/** The plural forms that any of the languages has, such as `many` in Spanish; i18next-cli keeps those of each language. */
const FORMS = new Set(LOCALES.flatMap((locale) => new Intl.PluralRules(locale).resolvedOptions().pluralCategories));

/** Keys of the backend's messages, which are in the catalogue and in no call of `t()`. */
const keysOf = ([code, { text }]: readonly [string, Entry]) =>
  typeof text === 'string'
    ? [{ key: `messages.${code}`, defaultValue: text }]
    : [...FORMS].map((form) => ({
        key: `messages.${code}_${form}`,
        defaultValue: form === 'one' ? text.one : text.other,
        hasCount: true,
        isExpandedPlural: true,
      }));

/** `npm run texts` collects the texts of `t()` and `<Trans>` into src/locales/. A text that is nowhere else shows in English. */
export default defineConfig({
  locales: LOCALES,
  plugins: [
    {
      name: 'messages of the backend',
      onEnd(keys) {
        for (const each of Object.entries(MESSAGES).flatMap(keysOf)) keys.set(each.key, { ...each, ns: false, nsIsImplicit: true });
      },
    },
  ],
  extract: {
    input: ['src/**/*.{ts,tsx}'],
    ignore: ['src/**/*.test.{ts,tsx}'],
    output: 'src/locales/{{language}}/backlog-celery-datasource.json',
    defaultNS: false,
    functions: ['t', '*.t'],
    transComponents: ['Trans'],
    sort: true,
    defaultValue: (_key, _namespace, language, value) => (language === 'en-US' ? value : ''),
  },
});
