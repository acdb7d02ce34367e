import { Switch } from '@grafana/ui';
import React from 'react';
import { ConfigField } from './ConfigField';

interface Props {
  /** Also the test id, after `backlog-`. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

export function SwitchField({ id, label, description, value, onChange }: Props) {
  return (
    <ConfigField label={label} description={description} htmlFor={`backlog-${id}`}>
      <Switch
        id={`backlog-${id}`}
        data-testid={`backlog-${id}`}
        value={value}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </ConfigField>
  );
}
