import { EditorField } from '@grafana/plugin-ui';
import { getTemplateSrv } from '@grafana/runtime';
import React, { useId } from 'react';
import { patternProblem } from '../../query/queue-pattern';
import { PatternSelect } from '../PatternSelect';
import type { QueueNames } from '../use-queue-names';

interface Props {
  readonly name: string;
  readonly label: string;
  readonly tooltip: string;
  readonly placeholder: string;
  readonly value: readonly string[];
  readonly names: Pick<QueueNames, 'refresh' | 'loading'>;
  readonly onChange: (value: string[]) => void;
  /** Said under the field, where there is no error. */
  readonly children?: React.ReactNode;
}

/** A list of names and patterns, with its label, its error, and room for what it matches. */
export function PatternField({ name, label, tooltip, placeholder, value, names, onChange, children }: Props) {
  const id = useId();
  const problem = patternProblem(value);
  const variables = getTemplateSrv()
    .getVariables()
    .map((variable) => variable.name);
  return (
    <div style={{ flex: '1 1 220px', minWidth: 0, maxWidth: 480 }}>
      <EditorField label={label} htmlFor={id} tooltip={tooltip} invalid={problem !== undefined} {...(problem && { error: problem })}>
        <PatternSelect
          names={names}
          variables={variables}
          inputId={id}
          testId={`backlog-${name}`}
          label={label}
          placeholder={placeholder}
          invalid={problem !== undefined}
          value={value}
          onChange={onChange}
        />
      </EditorField>
      {problem === undefined && children}
    </div>
  );
}
