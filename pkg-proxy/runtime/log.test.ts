import { expect, test } from 'vitest';
import { createLogger, type LogLevel, parseLogLevel } from './log.js';

function capture(level: LogLevel) {
  const lines: string[] = [];
  return { log: createLogger('m', level, (line) => lines.push(line)), lines, parsed: () => lines.map((line) => JSON.parse(line)) };
}

test('writes one JSON line as go-hclog does', () => {
  const { log, lines, parsed } = capture('info');
  log.child({ part: 'p' }).warn('two\nlines', { count: 3, list: [1] });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\n]+\n$/);
  expect(parsed()).toEqual([
    { '@level': 'warn', '@module': 'm', '@message': 'two\nlines', '@timestamp': expect.any(String), part: 'p', count: 3, list: [1] },
  ]);
});

test('gives the time with six digits, the only form go-plugin parses', () => {
  const { log, parsed } = capture('info');
  log.info('now');
  expect(parsed()[0]['@timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
});

test('writes an error with its causes', () => {
  const { log, parsed } = capture('info');
  log.error('failed', { error: new TypeError('outer', { cause: new Error('inner', { cause: 'root' }) }) });
  expect(parsed()[0]).toMatchObject({ error: 'TypeError: outer ← Error: inner ← root', stack: expect.stringContaining('log.test') });
});

test('leaves out what is below its level', () => {
  const { log, parsed } = capture('warn');
  log.debug('d');
  log.info('i');
  log.warn('w');
  log.error('e');
  expect(parsed().map((line) => line['@level'])).toEqual(['warn', 'error']);
});

test.each([
  ['debug', 'debug'],
  [' WARN ', 'warn'],
  ['verbose', 'info'],
  [undefined, 'info'],
])('level %j is %s', (name, level) => expect(parseLogLevel(name)).toBe(level));
