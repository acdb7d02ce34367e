import { Input } from '@grafana/ui';
import React, { type ReactNode } from 'react';
import { type Read, useDraft } from '../../editor/use-draft';
import { FIELD_WIDTH } from '../section';
import { ConfigField } from './ConfigField';

interface Common {
  /** Also the test id, after `backlog-`. */
  readonly id: string;
  readonly label: string;
  readonly description?: ReactNode;
  readonly placeholder?: string;
  readonly required?: boolean;
  /** In units of 8 px. */
  readonly width?: number;
}

interface TextProps extends Common {
  readonly value: string | undefined;
  /** Called on every key; undefined for an empty text. */
  readonly onChange: (value: string | undefined) => void;
}

/** A single-line text field. */
export function TextField({ id, label, description, required = false, placeholder = '', width = FIELD_WIDTH, value, onChange }: TextProps) {
  return (
    <ConfigField label={label} description={description} required={required} htmlFor={`backlog-${id}`}>
      <Input
        id={`backlog-${id}`}
        data-testid={`backlog-${id}`}
        width={width}
        placeholder={placeholder}
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    </ConfigField>
  );
}

interface DraftProps<T> extends Common {
  readonly shown: string;
  readonly read: (text: string) => Read<T>;
  /** Also gets a text that is not a valid value: it is saved as it is, and the health check says what is wrong with it. */
  readonly onCommit: (value: T | string) => void;
  /** Commit on every key. */
  readonly eager?: boolean;
  /** What is wrong with the value in combination with others. */
  readonly problem?: string | undefined;
}

/** A text field for another type of value, such as a number. Shows what it expects while the text is not valid. */
export function DraftField<T>(props: DraftProps<T>) {
  const { id, label, description, required = false, placeholder = '', width = FIELD_WIDTH, shown, read, onCommit, eager } = props;
  const { input, error = props.problem } = useDraft(shown, read, onCommit, { eager, refuse: onCommit });
  return (
    <ConfigField
      label={label}
      description={description}
      required={required}
      htmlFor={`backlog-${id}`}
      invalid={error !== undefined}
      error={error}
    >
      <Input id={`backlog-${id}`} data-testid={`backlog-${id}`} width={width} placeholder={placeholder} {...input} />
    </ConfigField>
  );
}
