import { Field, type FieldProps } from '@grafana/ui';
import React from 'react';
import { useReadOnly } from './read-only';

/** Grafana's field around an input of the settings page. Disables the input if the settings are read-only. */
export function ConfigField(props: FieldProps) {
  return <Field {...props} disabled={useReadOnly()} />;
}
