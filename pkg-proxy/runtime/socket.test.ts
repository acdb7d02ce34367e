import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeSocketPlace } from './socket.js';

function place(env: Record<string, string>) {
  const made = makeSocketPlace(env);
  onTestFinished(made.remove);
  return made;
}

test('every place has a folder of its own, closed to others, which goes with it', () => {
  const [one, other] = [place({}), place({ PLUGIN_UNIX_SOCKET_DIR: '' })];
  expect(dirname(one.path)).not.toBe(dirname(other.path));
  expect(statSync(dirname(one.path)).mode & 0o777).toBe(0o700);
  one.admitGroup(); // none was asked for
  expect(statSync(dirname(one.path)).mode & 0o777).toBe(0o700);
  one.remove();
  expect(existsSync(dirname(one.path))).toBe(false);
});

test('a group that does not exist is named', () => {
  expect(() => place({ PLUGIN_UNIX_SOCKET_GROUP: 'no such group' }).admitGroup()).toThrow(
    'expected PLUGIN_UNIX_SOCKET_GROUP to be a group of this system, got "no such group"',
  );
});
