import { css, cx } from '@emotion/css';
import { Field, type FieldProps } from '@grafana/ui';
import React from 'react';
import { useReadOnly } from './read-only';

/** Inputs have a width in pixels, which may be more than a phone has. */
const WITHIN = css({ '& > div, & > div *': { maxWidth: '100%' } });

/** Grafana's field around an input of the settings page. Disables the input if the settings are read-only. */
export function ConfigField(props: FieldProps) {
  return <Field {...props} className={cx(WITHIN, props.className)} disabled={useReadOnly()} />;
}
