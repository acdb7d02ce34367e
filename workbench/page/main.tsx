import 'uplot/dist/uPlot.min.css';
import { createTheme, ThemeContext } from '@grafana/data';
import { Alert, GlobalStyles, PortalContainer } from '@grafana/ui';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { loadPluginTexts, startLanguage } from './grafana/language';
import { loadPlugin } from './grafana/load-plugin';
import { readPluginMeta } from './grafana/plugin-meta';
import { installServices } from './grafana/services';
import { readPageOptions } from './page-options';

const options = readPageOptions(location.search);
/** Grafana's theme, without its fonts, which are not in its packages. */
const theme = createTheme({ colors: { mode: options.theme }, typography: { fontFamily: "'Helvetica Neue', Arial, sans-serif" } });
const root = createRoot(document.getElementById('root') ?? document.body);
const show = (content: React.ReactNode) =>
  root.render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      {content}
      <PortalContainer />
    </ThemeContext.Provider>,
  );

try {
  installServices();
  const meta = await readPluginMeta();
  await startLanguage(options.language, meta.languages ?? []);
  await loadPluginTexts(meta, options.language);
  show(<App plugin={await loadPlugin(meta)} meta={meta} editor={options.editor} />);
} catch (error) {
  show(<Alert title="The plugin could not be loaded">{String(error)}</Alert>);
  throw error;
}
