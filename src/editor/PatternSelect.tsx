import { css } from '@emotion/css';
import { t } from '@grafana/i18n';
import { type ComboboxOption, MultiCombobox } from '@grafana/ui';
import React, { type FocusEvent, type KeyboardEvent, useRef } from 'react';
import type { QueueEntry } from '../contract/resources';
import { complete } from '../query/complete';
import type { QueueNames } from './use-queue-names';

interface Props {
  readonly inputId: string;
  readonly testId: string;
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly names: Pick<QueueNames, 'refresh'> & Partial<Pick<QueueNames, 'loading'>>;
  /** Names of dashboard variables to offer, without the dollar sign. */
  readonly variables?: readonly string[];
  readonly placeholder: string;
  /** What may be typed. */
  readonly takes?: string;
  /** Given by the field around it. */
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  /** In units of 8 px; without it the field takes the room there is. */
  readonly width?: number;
}

const HIDDEN = css({ display: 'none' });

/**
 * A list of names, globs and `/regexes/`. Whatever is typed can be added, known or not: with Enter, or by leaving the field, so that
 * nothing is lost between typing and saving. Names are asked for when the list opens, not at each key.
 */
export function PatternSelect({
  inputId,
  testId,
  label,
  value,
  onChange,
  names,
  variables = [],
  placeholder,
  takes,
  disabled = false,
  invalid = false,
  width,
}: Props) {
  const known = useRef<Promise<readonly QueueEntry[]>>(undefined);
  const add = (text: string) => {
    const entry = text.trim();
    if (entry !== '' && !value.includes(entry)) onChange([...value, entry]);
  };
  const options = async (typed: string): Promise<ComboboxOption[]> => {
    if (typed === '' || !known.current) known.current = names.refresh() ?? Promise.resolve([]);
    return complete(typed, await known.current, variables);
  };
  const commit = ({ target }: FocusEvent<HTMLElement>) => {
    if (target instanceof HTMLInputElement && !isOverList(target)) add(target.value);
  };
  // The list highlights nothing by itself, so Enter would add nothing. Leaving the field adds what was typed and empties it.
  const enter = (event: KeyboardEvent<HTMLElement>) => {
    const { target, key } = event;
    if (key !== 'Enter' || !(target instanceof HTMLInputElement) || target.value.trim() === '') return;
    if (target.getAttribute('aria-activedescendant')) return;
    event.preventDefault();
    event.stopPropagation();
    target.blur();
    target.focus();
  };
  return (
    <div onBlurCapture={commit} onKeyDownCapture={enter}>
      <span id={`${inputId}-name`} className={HIDDEN}>
        {label}
      </span>
      <MultiCombobox<string>
        id={inputId}
        aria-labelledby={`${inputId}-name`}
        data-testid={testId}
        placeholder={placeholder}
        disabled={disabled}
        invalid={invalid}
        {...(width === undefined ? {} : { width })}
        value={value.map((entry) => ({ value: entry, label: entry }))}
        options={options}
        loading={names.loading ?? false}
        createCustomValue
        customValueDescription={takes ?? t('editor.patterns.takes', 'Use this name, glob or /regex/')}
        isClearable
        onChange={(items) => onChange(items.map((item) => item.value))}
      />
    </div>
  );
}

/** Whether the pointer is in the list of the field, as it is when somebody scrolls there. */
function isOverList(input: HTMLInputElement): boolean {
  const list = document.getElementById(input.getAttribute('aria-controls') ?? '');
  return list?.matches(':hover') ?? false;
}
