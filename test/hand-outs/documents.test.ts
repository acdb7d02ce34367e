import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exactAgeLines } from '../../src/hand-outs/exact-ages';
import { iamPolicy } from '../../src/hand-outs/iam-policy';
import { type Needs, needsOf } from '../../src/hand-outs/needs';
import { aclLines } from '../../src/hand-outs/redis-acl';
import type { BacklogOptions } from '../../src/types';

/** What the documents show is what the settings page shows. */
function needs(jsonData: BacklogOptions = {}): Needs {
  const found = needsOf({ url: 'redis://h', user: '', jsonData });
  if (!found) throw new Error('expected a broker URL');
  return found;
}

const linesIn = (document: string) => readFileSync(document, 'utf8').match(/^ACL SETUSER .*$/gm) ?? [];
const rightsOf = (line = '') => line.split(' ').slice(3);
const [READ_ONLY = ''] = aclLines(needs());
const beyondReading = (jsonData: BacklogOptions) => (aclLines(needs(jsonData))[0] ?? '').replace(READ_ONLY, '').trim();

test('the line that only reads', () => {
  expect(linesIn('docs/least-privilege.md')).toEqual([READ_ONLY]);
});

test('the rights to listen, and to ask workers', () => {
  const [listen, ask] = linesIn('docs/workers.md');
  const [events] = linesIn('docs/task-events.md');
  for (const line of [listen, events]) {
    const rights = rightsOf(line).filter((right) => right !== 'resetchannels');
    expect(rights.length).toBeGreaterThan(2);
    expect(rights.filter((right) => !READ_ONLY.split(' ').includes(right))).toEqual([]);
  }
  expect(ask).toBe(`ACL SETUSER grafana ${beyondReading({ remoteControl: true })}`);
});

test('the rights of the lock, on the broker and elsewhere', () => {
  const lock = { enabled: true, lock: 'redis' } as const;
  const [, elsewhere] = aclLines(needs({ mirror: { ...lock, lockUrl: 'redis://other' } }));
  expect(linesIn('docs/mirror.md')).toEqual([`ACL SETUSER grafana ${beyondReading({ mirror: lock })}`, elsewhere]);
});

test.each(['docs/least-privilege.md', 'docs/mirror.md'])('the policy in %s', (document) => {
  const [, policy = ''] = /```json\n(\{\s+"Version".*?)```/s.exec(readFileSync(document, 'utf8')) ?? [];
  expect(JSON.parse(policy)).toEqual(JSON.parse(iamPolicy(needs({ mirror: { enabled: true } })) ?? ''));
});

test('who only reads back may not write, and who does neither needs no policy', () => {
  const { Statement: all } = JSON.parse(iamPolicy(needs({ mirror: { enabled: true, namespace: 'Mine' } })) ?? '');
  expect(all[0].Condition).toEqual({ StringEquals: { 'cloudwatch:namespace': 'Mine' } });
  expect(JSON.parse(iamPolicy(needs({ mirror: { read: true } })) ?? '').Statement).toEqual([all[1]]);
  expect(iamPolicy(needs())).toBeUndefined();
  expect(iamPolicy(needs({ mirror: { enabled: true, naming: 'perQueue' } }))).toContain('"cloudwatch:namespace": "h_redis"');
});

test('the lines for exact ages', () => {
  const [, lines] = /```python\n(.*?)```/s.exec(readFileSync('docs/exact-ages.md', 'utf8')) ?? [];
  expect(lines).toBe(exactAgeLines('enqueued_at'));
  expect(exactAgeLines("it's \\n")).toContain("headers['it\\'s \\\\n']");
});
