import { onUpdateDatasourceSecureJsonDataOption, updateDatasourcePluginResetOption } from '@grafana/data';
import { Field, SecretInput, SecretTextArea } from '@grafana/ui';
import React from 'react';
import type { BacklogSecrets } from '../types';
import { FIELD_WIDTH, type SectionProps } from './section';

interface Props {
  readonly section: SectionProps;
  readonly name: keyof BacklogSecrets;
  readonly label: string;
  readonly description?: string;
  /** For PEM texts: what the first line looks like. Makes the field many lines high. */
  readonly pem?: string;
}

/** A secret: it can be set and reset, never read back. */
export function SecretField({ section, name, label, description, pem }: Props) {
  const id = `backlog-${name}`;
  const common = {
    id,
    'data-testid': id,
    isConfigured: section.options.secureJsonFields?.[name] ?? false,
    value: section.options.secureJsonData?.[name] ?? '',
    onChange: onUpdateDatasourceSecureJsonDataOption(section, name),
    onReset: () => updateDatasourcePluginResetOption(section, name),
  };
  return (
    <Field label={label} description={description} htmlFor={id}>
      {pem === undefined ? (
        <SecretInput {...common} width={FIELD_WIDTH} autoComplete="new-password" />
      ) : (
        <SecretTextArea {...common} cols={FIELD_WIDTH} rows={5} placeholder={`${pem}\n…`} />
      )}
    </Field>
  );
}
