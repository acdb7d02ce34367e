import React, { type ComponentProps } from 'react';
import { PatternSelect } from '../../editor/PatternSelect';
import { ConfigField } from './ConfigField';

interface Props extends Omit<ComponentProps<typeof PatternSelect>, 'inputId' | 'testId'> {
  /** Name of the setting. */
  readonly id: string;
  readonly description: string;
}

/** A setting that is a list of names or patterns. */
export function PatternField({ id, description, ...select }: Props) {
  return (
    <ConfigField label={select.label} htmlFor={`backlog-${id}`} description={description}>
      <PatternSelect {...select} inputId={`backlog-${id}`} testId={`backlog-config-${id}`} />
    </ConfigField>
  );
}
