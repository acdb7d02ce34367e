import { MultiSelect } from '@grafana/ui';
import React, { useState } from 'react';
import { type Completion, complete } from '../query/complete';
import { isOpenPattern } from '../query/queue-pattern';
import type { QueueNames } from './use-queue-names';

interface Props {
  readonly inputId: string;
  readonly testId: string;
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly names: QueueNames;
  /** Names of dashboard variables to offer, without the dollar sign. */
  readonly variables?: readonly string[];
  readonly placeholder: string;
  /** What may be typed. */
  readonly takes?: string;
  /** Given by the field around it. */
  readonly disabled?: boolean;
  /** In units of 8 px; without it the field takes the room there is. */
  readonly width?: number;
}

/**
 * A list of queue names, globs and `/regexes/`. Whatever is typed can be added, known or not; what was typed when the
 * field is left is added too, so that nothing gets lost between typing and saving.
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
  takes = 'a name, a glob or a /regex/',
  disabled = false,
  width,
}: Props) {
  const [typed, setTyped] = useState('');
  const add = (text: string) => {
    const entry = text.trim();
    if (entry !== '' && !value.includes(entry)) onChange([...value, entry]);
    setTyped('');
  };
  const options: Completion[] = complete(typed, names.queues, variables);
  return (
    <MultiSelect<string>
      inputId={inputId}
      aria-label={label}
      data-testid={testId}
      placeholder={placeholder}
      disabled={disabled}
      {...(width === undefined ? {} : { width })}
      value={value.map((entry) => ({ value: entry, label: entry }))}
      options={options}
      filterOption={() => true}
      isLoading={names.loading}
      noOptionsMessage={names.failed ? `The queues could not be read now; type ${takes}` : `Type ${takes}`}
      onOpenMenu={names.refresh}
      onChange={(items) => onChange(items.flatMap((item) => item.value ?? []))}
      allowCustomValue
      allowCreateWhileLoading
      createOptionPosition={isOpenPattern(typed) ? 'first' : 'last'}
      isValidNewOption={(text) => text.trim() !== '' && !value.includes(text.trim()) && !options.some((o) => o.value === text.trim())}
      onCreateOption={add}
      inputValue={typed}
      onInputChange={(text, { action }) => (action === 'input-blur' ? add(typed) : setTyped(text))}
    />
  );
}
