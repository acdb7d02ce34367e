import { defineConfig } from 'i18next-cli';

/** `npm run texts` collects the texts of `t()` and `<Trans>` into src/locales/. A text that is nowhere else shows in English. */
export default defineConfig({
  locales: ['en-US', 'es-ES', 'de-DE', 'fr-FR', 'pt-BR', 'zh-Hans', 'ja-JP'],
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
