import { type ChangeEvent, type KeyboardEvent, useState } from 'react';

/** What a person typed, read: either a value, or a sentence on what was expected, what came and what to do. */
export type Read<T> = { readonly value: T } | { readonly problem: string };

export interface DraftOptions {
  /** Hands on at every key what reads as a value, for something on the page that follows. */
  readonly eager?: boolean | undefined;
  /** Gets what was finished and does not read as a value. Without it that stays in the field alone. */
  readonly refuse?: ((text: string) => void) | undefined;
}

/** A text field over a value that is not text. What is typed stays a draft until Enter or until the field is left. */
export function useDraft<T>(
  shown: string,
  read: (text: string) => Read<T>,
  commit: (value: T) => void,
  { eager = false, refuse }: DraftOptions = {},
) {
  const [draft, setDraft] = useState<string>();
  const result = read(draft ?? shown);
  const finish = () => {
    if (draft === undefined) return;
    if ('value' in result) {
      setDraft(undefined);
      if (draft !== shown) commit(result.value);
    } else if (refuse) {
      setDraft(undefined);
      if (draft !== shown) refuse(draft);
    }
  };
  return {
    error: 'problem' in result ? result.problem : undefined,
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
