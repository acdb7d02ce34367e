import { css } from '@emotion/css';
import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { type ComboboxOption, MultiCombobox } from '@grafana/ui';
import React, { useId } from 'react';

interface Props<M extends string> {
  readonly value: readonly M[];
  readonly options: ComboboxOption<M>[];
  readonly problem: string | undefined;
  readonly onChange: (measures: M[]) => void;
}

const HIDDEN = css({ display: 'none' });

/** Which values. There is always at least one. */
export function MeasureField<M extends string>({ value, options, problem, onChange }: Props<M>) {
  const id = useId();
  const label = t('editor.measures.label', 'Measures');
  return (
    <div style={{ flex: '1 1 220px', minWidth: 0, maxWidth: 480 }}>
      <EditorField
        label={label}
        htmlFor={id}
        tooltip={t('editor.measures.tooltip', 'The values to show. The list says what each means.')}
        invalid={problem !== undefined}
        {...(problem && { error: problem })}
      >
        <div>
          <span id={`${id}-name`} className={HIDDEN}>
            {label}
          </span>
          <MultiCombobox<M>
            id={id}
            aria-labelledby={`${id}-name`}
            data-testid="backlog-measures"
            invalid={problem !== undefined}
            options={options}
            value={value.map((measure) => options.find((option) => option.value === measure) ?? { value: measure, label: measure })}
            onChange={(items) => items.length > 0 && onChange(items.map((item) => item.value))}
          />
        </div>
      </EditorField>
    </div>
  );
}
