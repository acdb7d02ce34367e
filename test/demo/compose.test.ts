import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

test('docker compose runs the same workers as npm start', () => {
  const workers: { name: string; environment: string }[] = JSON.parse(readFileSync('demo/shop/workers.json', 'utf8'));
  const { services } = parse(readFileSync('demo/compose.yaml', 'utf8'), { merge: true });
  const commands = Object.values<{ command?: string }>(services).map(({ command = '' }) => command);
  expect(commands.filter((command) => command.startsWith('python worker.py')).sort()).toEqual(
    workers.map(({ name, environment }) => `python worker.py ${name}@${environment}`).sort(),
  );
});
