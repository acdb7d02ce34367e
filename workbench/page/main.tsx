import 'uplot/dist/uPlot.min.css';
import { createTheme, ThemeContext } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { Alert, GlobalStyles, PortalContainer } from '@grafana/ui';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { loadPlugin } from './grafana/load-plugin';
import { readPluginMeta } from './grafana/plugin-meta';
import { installServices } from './grafana/services';

/** Grafana's dark theme, without its fonts, which are not in its packages. */
const theme = createTheme({ colors: { mode: 'dark' }, typography: { fontFamily: "'Helvetica Neue', Arial, sans-serif" } });
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
  await initPluginTranslations('grafana');
  installServices();
  const meta = await readPluginMeta();
  show(<App plugin={await loadPlugin(meta)} meta={meta} />);
} catch (error) {
  show(<Alert title="The plugin could not be loaded">{String(error)}</Alert>);
  throw error;
}
