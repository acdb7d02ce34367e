import type { ResourceLoader } from '@grafana/i18n';

/** The first Grafana that loads the texts of plugins by itself, as `languages` in plugin.json lists them. */
const LOADS_BY_ITSELF = { major: 12, minor: 1 };

/** Where the plugin's texts come from in a version of Grafana: from nowhere if Grafana loads them, and otherwise from the plugin's own files. */
export function translationLoaders(grafana: string): ResourceLoader[] {
  const [major = 0, minor = 0] = grafana.split('.').map(Number);
  const loads = major > LOADS_BY_ITSELF.major || (major === LOADS_BY_ITSELF.major && minor >= LOADS_BY_ITSELF.minor);
  return loads ? [] : [loadTexts];
}

/** One chunk each. English is in the code, as the default of every text. */
const TEXTS: Readonly<Record<string, () => Promise<{ default: object }>>> = {
  'es-ES': () => import(/* webpackChunkName: "texts.es-ES" */ './locales/es-ES/backlog-celery-datasource.json'),
  'de-DE': () => import(/* webpackChunkName: "texts.de-DE" */ './locales/de-DE/backlog-celery-datasource.json'),
  'fr-FR': () => import(/* webpackChunkName: "texts.fr-FR" */ './locales/fr-FR/backlog-celery-datasource.json'),
  'pt-BR': () => import(/* webpackChunkName: "texts.pt-BR" */ './locales/pt-BR/backlog-celery-datasource.json'),
  'zh-Hans': () => import(/* webpackChunkName: "texts.zh-Hans" */ './locales/zh-Hans/backlog-celery-datasource.json'),
  'ja-JP': () => import(/* webpackChunkName: "texts.ja-JP" */ './locales/ja-JP/backlog-celery-datasource.json'),
};

async function loadTexts(language: string) {
  return { ...(await TEXTS[language]?.())?.default };
}
