import type { Read } from './use-draft';

/** A whole number in a range; nothing typed reads as undefined, which leaves the choice to the default. */
export function readWholeNumber(min: number, max: number): (text: string) => Read<number | undefined> {
  return (text) => {
    const trimmed = text.trim();
    if (trimmed === '') return { value: undefined };
    const number = /^\d+$/.test(trimmed) ? Number(trimmed) : Number.NaN;
    return number >= min && number <= max ? { value: number } : { expected: `a whole number from ${min} to ${max}` };
  };
}

/** A number of something, 0 or more; nothing typed reads as undefined. */
const readNumberOf =
  (things: string) =>
  (text: string): Read<number | undefined> => {
    const trimmed = text.trim();
    if (trimmed === '') return { value: undefined };
    const number = Number(trimmed);
    return Number.isFinite(number) && number >= 0 ? { value: number } : { expected: `a number of ${things}, 0 or more` };
  };
export const readTasks = readNumberOf('tasks');
export const readSeconds = (text: string): Read<number | undefined> => {
  const result = readNumberOf('seconds')(text);
  return 'value' in result && result.value !== 0 ? result : { expected: 'a number of seconds, more than 0' };
};
export const readDollars = readNumberOf('US dollars');

/** kombu's priority steps, `0, 3, 6, 9`; nothing typed reads as undefined. */
export function readPrioritySteps(text: string): Read<readonly number[] | undefined> {
  const words = text.split(/[\s,;[\]]+/).filter(Boolean);
  if (words.length === 0) return { value: undefined };
  const steps = words.map((word) => (/^\d+$/.test(word) ? Number(word) : Number.NaN));
  if (!steps.every((step) => step <= 255)) return { expected: 'whole numbers from 0 to 255, such as 0, 3, 6, 9' };
  return { value: [...new Set(steps)].sort((a, b) => a - b) };
}
