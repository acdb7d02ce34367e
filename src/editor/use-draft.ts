import { type ChangeEvent, type KeyboardEvent, useState } from 'react';

/** What a person typed, read: either a value or what was expected instead. */
export type Read<T> = { readonly value: T } | { readonly expected: string };

/**
 * A text field over a value that is not text. What is typed stays a draft until Enter or until the field is left; only
 * what reads as a value is handed on.
 */
export function useDraft<T>(shown: string, read: (text: string) => Read<T>, commit: (value: T) => void) {
  const [draft, setDraft] = useState<string>();
  const result = draft === undefined ? undefined : read(draft);
  const finish = () => {
    if (!result || !('value' in result)) return;
    setDraft(undefined);
    if (draft !== shown) commit(result.value);
  };
  return {
    error: result && 'expected' in result ? `Expected ${result.expected}` : undefined,
    input: {
      value: draft ?? shown,
      onChange: (event: ChangeEvent<HTMLInputElement>) => setDraft(event.currentTarget.value),
      onBlur: finish,
      onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => event.key === 'Enter' && finish(),
    },
  };
}
