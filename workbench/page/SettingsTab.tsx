import { css } from '@emotion/css';
import { DataSourcePluginContextProvider, type GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Field, Input, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { type AnyDatasource, instanceSettings, type Settings } from './grafana/datasource';
import type { LoadedPlugin } from './grafana/load-plugin';
import { testDatasource, type Verdict } from './grafana/test-datasource';

interface Props {
  plugin: LoadedPlugin;
  settings: Settings;
  datasource: AnyDatasource;
  onSave: (settings: Settings) => Promise<void>;
}

/** Grafana's page for a data source: its name, the plugin's ConfigEditor, and Save & test. Provisioned ones can only be tested. */
export function SettingsTab({ plugin, settings, datasource, onSave }: Props) {
  const styles = useStyles2(getStyles);
  const [draft, setDraft] = useState<Settings>(settings);
  const [verdict, setVerdict] = useState<Verdict>();
  const [busy, setBusy] = useState(false);
  const Editor = plugin.components.ConfigEditor;
  const { readOnly } = settings;

  const saveAndTest = async () => {
    setBusy(true);
    setVerdict(undefined);
    if (!readOnly) await onSave(draft);
    setVerdict(await testDatasource(datasource));
    setDraft(({ secureJsonData, ...rest }) => ({
      ...rest,
      version: (rest.version ?? 0) + 1,
      secureJsonFields: { ...rest.secureJsonFields, ...setBy(secureJsonData) },
    }));
    setBusy(false);
  };

  return (
    <div className={styles.column}>
      {readOnly && (
        <Alert severity="info" title="Provisioned data source">
          This data source was added by config and cannot be modified using the UI. Please contact your server admin to update this data
          source.
        </Alert>
      )}
      <Field label="Name" htmlFor="name" disabled={readOnly}>
        <Input
          id="name"
          width={40}
          value={draft.name}
          onChange={({ currentTarget }) => setDraft({ ...draft, name: currentTarget.value })}
        />
      </Field>
      {Editor && (
        <div data-testid="plugin settings">
          <DataSourcePluginContextProvider instanceSettings={instanceSettings(draft, plugin.meta)}>
            <Editor options={draft} onOptionsChange={setDraft} />
          </DataSourcePluginContextProvider>
        </div>
      )}
      <div className={styles.foot}>
        {verdict && (
          <Alert
            data-testid="verdict-alert"
            title={verdict.ok ? 'Data source is working' : 'Data source is not working'}
            severity={verdict.ok ? 'success' : 'error'}
          >
            <span data-testid="verdict">{verdict.message}</span>
          </Alert>
        )}
        <Button onClick={saveAndTest} disabled={busy}>
          {busy ? 'Testing…' : readOnly ? 'Test' : 'Save & test'}
        </Button>
      </div>
    </div>
  );
}

/** Which secrets a save has set or removed, in the form of the server's answer. */
function setBy(secrets: unknown): Record<string, boolean> {
  return Object.fromEntries(Object.entries(secrets ?? {}).map(([name, value]) => [name, value !== '']));
}

const getStyles = (theme: GrafanaTheme2) => ({
  column: css({ maxWidth: 880 }),
  foot: css({ marginTop: theme.spacing(3) }),
});
