import { expect, test } from 'vitest';
import { readDollars, readPrioritySteps, readSeconds, readTasks, readWholeNumber } from './read-text';

const seconds = readWholeNumber(1, 300);

test.each([
  ['1', 1],
  [' 300 ', 300],
  ['', undefined],
])('seconds %j', (text, value) => expect(seconds(text)).toEqual({ value }));

test.each(['0', '301', '-5', '2.5', '1e2', 'five', '0x10'])('%j is not from 1 to 300', (text) => {
  expect(seconds(text)).toEqual({ problem: `Expected a whole number from 1 to 300, got "${text}". Correct it or clear the field.` });
});

test('tasks may be any number from 0 on', () => {
  expect([readTasks('0'), readTasks('2.5'), readTasks(' ')]).toEqual([{ value: 0 }, { value: 2.5 }, { value: undefined }]);
  for (const text of ['-1', 'many', 'Infinity']) expect(readTasks(text)).toHaveProperty('problem');
});

test('an age may have a fraction, and is more than 0', () => {
  expect([readSeconds('600'), readSeconds(' 0.5 '), readSeconds('')]).toEqual([{ value: 600 }, { value: 0.5 }, { value: undefined }]);
  for (const text of ['0', '-1', '10 min', 'Infinity'])
    expect(readSeconds(text)).toHaveProperty('problem', expect.stringContaining(`a number of seconds, more than 0, got "${text}"`));
});

test('so may dollars', () => {
  expect([readDollars('0.25'), readDollars('')]).toEqual([{ value: 0.25 }, { value: undefined }]);
  expect(readDollars('-1')).toHaveProperty('problem', expect.stringContaining('an amount in US dollars, 0 or more, got "-1"'));
  expect(readDollars('<5')).toHaveProperty('problem', expect.stringContaining('got "<5"'));
});

test('priority steps are read in any notation, sorted, each once', () => {
  expect(readPrioritySteps('[9, 0,3 6 3]')).toEqual({ value: [0, 3, 6, 9] });
  expect(readPrioritySteps(' ')).toEqual({ value: undefined });
  for (const text of ['0, 256', '-1', '0, high', '1.5']) expect(readPrioritySteps(text)).toHaveProperty('problem');
});
