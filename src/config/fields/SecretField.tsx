import { onUpdateDatasourceSecureJsonDataOption, updateDatasourcePluginResetOption } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Input, SecretInput, SecretTextArea } from '@grafana/ui';
import React from 'react';
import type { BacklogSecrets } from '../../types';
import { FIELD_WIDTH, type SectionProps } from '../section';
import { ConfigField } from './ConfigField';
import { useReadOnly } from './read-only';

interface Props {
  readonly section: SectionProps;
  readonly name: keyof BacklogSecrets;
  readonly label: string;
  readonly description?: string;
  /** For PEM texts: an example of the first line. Makes the field several lines high. */
  readonly pem?: string;
}

/** A secret: it can be set and reset, never read back. Without a reset button if the settings are read-only. */
export function SecretField({ section, name, label, description, pem }: Props) {
  const id = `backlog-${name}`;
  const isConfigured = section.options.secureJsonFields?.[name] ?? false;
  if (useReadOnly()) {
    return (
      <ConfigField label={label} description={description} htmlFor={id}>
        <Input id={id} data-testid={id} width={FIELD_WIDTH} value={isConfigured ? t('config.secret.configured', 'configured') : ''} />
      </ConfigField>
    );
  }
  const common = {
    id,
    'data-testid': id,
    isConfigured,
    value: section.options.secureJsonData?.[name] ?? '',
    onChange: onUpdateDatasourceSecureJsonDataOption(section, name),
    onReset: () => updateDatasourcePluginResetOption(section, name),
  };
  return (
    <ConfigField label={label} description={description} htmlFor={id}>
      {pem === undefined ? (
        <SecretInput {...common} width={FIELD_WIDTH} autoComplete="new-password" />
      ) : (
        <SecretTextArea {...common} cols={FIELD_WIDTH} rows={5} placeholder={`${pem}\n…`} />
      )}
    </ConfigField>
  );
}
