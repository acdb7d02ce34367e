import { t } from '@grafana/i18n';
import type { Read } from './use-draft';
import { PLAIN } from './words/plain';

/** A whole number in a range; nothing typed reads as undefined, which leaves the choice to the default. */
export function readWholeNumber(min: number, max: number): (text: string) => Read<number | undefined> {
  return (text) => {
    const trimmed = text.trim();
    if (trimmed === '') return { value: undefined };
    const number = /^\d+$/.test(trimmed) ? Number(trimmed) : Number.NaN;
    if (number >= min && number <= max) return { value: number };
    const problem = t(
      'editor.problems.whole-number',
      'Expected a whole number from {{min, number}} to {{max, number}}, got "{{text}}". Correct it or clear the field.',
      { min, max, text: trimmed, ...PLAIN },
    );
    return { problem };
  };
}

/** A number of tasks, 0 or more; nothing typed reads as undefined. */
export function readTasks(text: string): Read<number | undefined> {
  return readNumber(
    text,
    (number) => number >= 0,
    (typed) => t('editor.problems.tasks', 'Expected a number of tasks, 0 or more, got "{{text}}". Correct it or clear the field.', typed),
  );
}

/** A number of seconds, more than 0; nothing typed reads as undefined. */
export function readSeconds(text: string): Read<number | undefined> {
  return readNumber(
    text,
    (number) => number > 0,
    (typed) =>
      t('editor.problems.seconds', 'Expected a number of seconds, more than 0, got "{{text}}". Correct it or clear the field.', typed),
  );
}

/** An amount in US dollars, 0 or more; nothing typed reads as undefined. */
export function readDollars(text: string): Read<number | undefined> {
  return readNumber(
    text,
    (number) => number >= 0,
    (typed) =>
      t('editor.problems.dollars', 'Expected an amount in US dollars, 0 or more, got "{{text}}". Correct it or clear the field.', typed),
  );
}

/** kombu's priority steps, `0, 3, 6, 9`; nothing typed reads as undefined. */
export function readPrioritySteps(text: string): Read<readonly number[] | undefined> {
  const words = text.split(/[\s,;[\]]+/).filter(Boolean);
  if (words.length === 0) return { value: undefined };
  const steps = words.map((word) => (/^\d+$/.test(word) ? Number(word) : Number.NaN));
  if (steps.every((step) => step <= 255)) return { value: [...new Set(steps)].sort((a, b) => a - b) };
  const problem = t(
    'editor.problems.priority-steps',
    'Expected whole numbers from 0 to 255, such as 0, 3, 6, 9, got "{{text}}". Correct them or clear the field.',
    { text: text.trim(), ...PLAIN },
  );
  return { problem };
}

/** What was typed, for the text of a problem. */
type Typed = { readonly text: string } & typeof PLAIN;

function readNumber(text: string, fits: (number: number) => boolean, problemOf: (typed: Typed) => string): Read<number | undefined> {
  const trimmed = text.trim();
  if (trimmed === '') return { value: undefined };
  const number = Number(trimmed);
  return Number.isFinite(number) && fits(number) ? { value: number } : { problem: problemOf({ text: trimmed, ...PLAIN }) };
}
