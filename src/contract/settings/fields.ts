import * as z from 'zod';

/**
 * Kinds of fields. The error of a field says what it expects; the health check and docs/settings.md show it. Its `.meta({ doc })` says
 * what it means. `.meta` must be the last call, because zod drops it at the next one.
 */

export const wholeNumber = (min: number, max: number) => {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

/** A number that may have a fraction, such as of US dollars. */
export const amountOf = (things: string) => {
  const error = `a number of ${things}, 0 or more`;
  return z.number({ error }).min(0, { error });
};

/** The same, above 0. */
export const positiveOf = (things: string) => {
  const error = `a number of ${things}, more than 0`;
  return z.number({ error }).positive({ error });
};

export const text = z.string({ error: 'text' });

/** Trimmed; an empty text counts as absent. */
export const optionalText = text.transform((s) => s.trim() || undefined).optional();

export const flag = z.boolean({ error: 'true or false' });

export const names = z.array(text.min(1, { error: 'a name that is not empty' }), { error: 'a list of names' });

export const oneOf = <T extends string>(values: readonly T[]) =>
  z.enum(values, { error: `one of ${values.map((v) => `"${v}"`).join(', ')}` });

/** An object whose keys are names that people chose. zod's own record drops the key `__proto__`, a name like any other. */
export const byName = <T extends z.ZodType>(value: T, error: string) =>
  z
    .custom<Readonly<Record<string, z.input<T>>>>((input) => typeof input === 'object' && input !== null && !Array.isArray(input), {
      error,
    })
    .transform((given) => new Map(Object.entries(given)))
    .pipe(z.map(text.min(1, { error: 'names that are not empty' }), value, { error }))
    .transform((entries): Readonly<Record<string, z.output<T>>> => Object.fromEntries(entries));
