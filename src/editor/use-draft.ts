import { type ChangeEvent, type KeyboardEvent, useState } from 'react';

/** What a person typed, read: either a value or what was expected instead. */
export type Read<T> = { readonly value: T } | { readonly expected: string };

/**
 * A text field over a value that is not text. What is typed stays a draft until Enter or until the field is left; only
 * what reads as a value is handed on.
 * @param eager hands on at every key what reads as a value, for something on the page that follows
 */
export function useDraft<T>(shown: string, read: (text: string) => Read<T>, commit: (value: T) => void, eager = false) {
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
      onChange: ({ currentTarget: { value: text } }: ChangeEvent<HTMLInputElement>) => {
        setDraft(text);
        const typed = eager ? read(text) : undefined;
        if (typed && 'value' in typed) commit(typed.value);
      },
      onBlur: finish,
      onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => event.key === 'Enter' && finish(),
    },
  };
}
