import { expect, test } from 'vitest';
import { Echoes } from './echoes';

test('what comes on a second channel is an echo, what comes twice on one is not', () => {
  const echoes = new Echoes();
  expect([echoes.isOne('m1', 'a'), echoes.isOne('m2', 'b')]).toEqual([false, false]);
  expect([echoes.isOne('m1', 'b'), echoes.isOne('m2', 'a')]).toEqual([true, true]);
  expect([echoes.isOne('m3', 'a'), echoes.isOne('m3', 'a')]).toEqual([false, false]);
  for (let i = 0; i < 1000; i++) echoes.isOne(`more ${i}`, 'a');
  expect([echoes.isOne('more 500', 'b'), echoes.isOne('m3', 'b')]).toEqual([true, false]); // forgotten
});
