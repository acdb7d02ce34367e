import { css } from '@emotion/css';
import type { DataSourcePluginMeta, GrafanaTheme2 } from '@grafana/data';
import { Button, LoadingPlaceholder, RadioButtonGroup, Select, Tab, TabsBar, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { ExploreTab } from './ExploreTab';
import type { LoadedPlugin } from './grafana/load-plugin';
import { EDITOR_NAMES, EDITORS, type EditorName, keepEditor } from './page-options';
import { QueuesTab } from './QueuesTab';
import { SettingsTab } from './SettingsTab';
import { useDatasources } from './use-datasources';

const TABS = ['Queues', 'Explore', 'Settings'] as const;
type TabName = (typeof TABS)[number];

interface Props {
  plugin: LoadedPlugin;
  meta: DataSourcePluginMeta;
  /** The editor that is shown first. */
  editor: EditorName;
}

const EDITOR_OPTIONS = EDITOR_NAMES.map((value) => ({ value, label: EDITORS[value] }));

export function App({ plugin, meta, editor: first }: Props) {
  const styles = useStyles2(getStyles);
  const { all, current, choose, add, save } = useDatasources(plugin, meta);
  const [tab, setTab] = useState<TabName>(() => TABS.find((name) => `#${name.toLowerCase()}` === location.hash) ?? 'Queues');
  const [editor, setEditor] = useState(first);
  const edit = (name: EditorName) => {
    keepEditor(name);
    setEditor(name);
  };
  const open = (name: TabName) => {
    history.replaceState(null, '', `#${name.toLowerCase()}`);
    setTab(name);
  };
  const addAndOpen = async () => {
    await add();
    open('Settings');
  };

  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <img className={styles.logo} src={meta.info.logos.small} alt="" />
        <h1 className={styles.title}>{meta.name}</h1>
        <span className={styles.subtitle}>workbench</span>
        <div className={styles.picker}>
          <Select
            aria-label="Data source"
            width={32}
            options={all.map(({ uid, name }) => ({ value: uid, label: name }))}
            value={current?.settings.uid}
            placeholder="No data source yet"
            onChange={({ value }) => value && choose(value)}
          />
          <Button icon="plus" variant="secondary" onClick={addAndOpen}>
            Add data source
          </Button>
        </div>
      </header>
      <nav aria-label="Parts of the plugin">
        <TabsBar className={styles.tabs}>
          {TABS.map((name) => (
            <Tab key={name} label={name} active={name === tab} onChangeTab={() => open(name)} />
          ))}
        </TabsBar>
      </nav>
      <main className={styles.main}>
        {current === undefined && <LoadingPlaceholder text="Loading…" />}
        {current === null && <Welcome onAdd={addAndOpen} />}
        {current && tab === 'Queues' && <QueuesTab key={current.settings.uid} datasource={current.datasource} />}
        {current && tab === 'Explore' && (
          <>
            <RadioButtonGroup aria-label="Editor" size="sm" options={EDITOR_OPTIONS} value={editor} onChange={edit} />
            <ExploreTab
              key={`${current.settings.uid} ${editor}`}
              plugin={plugin}
              settings={current.settings}
              datasource={current.datasource}
              editor={editor}
            />
          </>
        )}
        {current && tab === 'Settings' && (
          <SettingsTab
            key={current.settings.uid}
            plugin={plugin}
            settings={current.settings}
            datasource={current.datasource}
            onSave={save}
          />
        )}
      </main>
    </div>
  );
}

function Welcome({ onAdd }: { onAdd: () => void }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.welcome}>
      <p>There is no data source yet. Add one, and enter the URL of its Redis.</p>
      <Button icon="plus" onClick={onAdd}>
        Add the first data source
      </Button>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', height: '100%', background: theme.colors.background.canvas }),
  header: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1.5), padding: theme.spacing(1.5, 3, 1) }),
  logo: css({ width: 28, height: 28 }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  subtitle: css({ color: theme.colors.text.secondary }),
  picker: css({ display: 'flex', gap: theme.spacing(1), marginLeft: 'auto' }),
  tabs: css({ padding: theme.spacing(0, 3) }),
  main: css({ flex: 1, minHeight: 0, overflow: 'auto', padding: theme.spacing(2, 3, 4) }),
  welcome: css({ margin: theme.spacing(8, 'auto'), maxWidth: 480, textAlign: 'center', color: theme.colors.text.secondary }),
});
