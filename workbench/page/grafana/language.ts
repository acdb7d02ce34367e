import { initPluginTranslations, PSEUDO_LOCALE } from '@grafana/i18n';
import i18next from 'i18next';
import { backendSrv } from './backend-srv';
import type { PluginManifest } from './plugin-meta';

const ENGLISH = 'en-US';
const PLAIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const MARKED = 'ÅƁÇÐÉƑĜĤÎĴĶĻḾÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž';
/** Tags of a `<Trans>` and entities, which are no text. */
const NO_TEXT = /(<[^>]*>|&#?\w+;)/;

/** In the pseudo language every letter that came through t() has an accent. */
function pseudo(text: string): string {
  const marked = (part: string) => part.replace(/[A-Za-z]/g, (letter) => MARKED[PLAIN.indexOf(letter)] ?? letter);
  return text
    .split(NO_TEXT)
    .map((part, i) => (i % 2 === 0 ? marked(part) : part))
    .join('');
}

/** Starts the i18next that Grafana shares with plugins, as Grafana does it before it loads any (its `initTranslations`). */
export async function startLanguage(language: string, supported: readonly string[]): Promise<void> {
  if (language === PSEUDO_LOCALE) i18next.use({ type: 'postProcessor', name: PSEUDO_LOCALE, process: pseudo });
  await i18next.init({
    lng: language,
    fallbackLng: ENGLISH,
    supportedLngs: [...new Set([...supported, ENGLISH, PSEUDO_LOCALE])],
    resources: {},
    partialBundledLanguages: true,
    returnEmptyString: false,
    postProcess: language === PSEUDO_LOCALE ? [PSEUDO_LOCALE] : [],
  });
  await initPluginTranslations('grafana');
}

/** Loads the plugin's texts before its module, as Grafana 12.1 and later do (`addTranslationsToI18n`). */
export async function loadPluginTexts({ id, baseUrl, languages = [] }: PluginManifest, asked: string): Promise<void> {
  const language = languages.includes(asked) ? asked : ENGLISH;
  if (!languages.includes(language)) return;
  i18next.addResourceBundle(language, id, await backendSrv.get<object>(`/${baseUrl}/locales/${language}/${id}.json`), true, false);
}
