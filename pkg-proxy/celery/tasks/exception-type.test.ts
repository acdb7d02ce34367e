import { expect, test } from 'vitest';
import { exceptionType } from './exception-type';

test.each<[repr: string, type: string | undefined]>([
  ["KeyError('user 42')", 'KeyError'],
  ['SoftTimeLimitExceeded()', 'SoftTimeLimitExceeded'],
  ["billiard.exceptions.WorkerLostError('signal 9')", 'billiard.exceptions.WorkerLostError'],
  ["_Größe1('x')", '_Größe1'],
  [`${'E'.repeat(128)}()`, 'E'.repeat(128)],
  [`${'E'.repeat(129)}()`, undefined],
  ["Retry(Retry(...), ValueError('user 42'), 0)", 'ValueError'],
  ['Retry(Retry(...), None, 180)', undefined],
  ['ExceptionWithTraceback()', undefined],
  ['None', undefined], // a retry that was asked for without an exception
  ['alice', undefined], // an exception's own repr may be anything
  ['user 42 (alice) is unknown', undefined],
  ['alice@example.com(1)', undefined],
  ['<HttpError 404 when requesting alice>', undefined],
  ['a..b()', undefined],
  ['1st()', undefined],
  [' KeyError()', undefined],
  ["'KeyError()'", undefined],
  ['(', undefined],
  ['', undefined],
])('%s', (repr, type) => {
  expect(exceptionType(repr)).toBe(type);
});
