import type { Needs } from './needs';

/** What CloudWatch cannot limit to a resource; the namespace limits what is written. */
const ANY = '*';
const READ = ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'];

/** The IAM policy, as JSON, of whoever mirrors or reads back with these settings; undefined if neither is on. */
export function iamPolicy({ mirror: { writes, reads, namespace } }: Pick<Needs, 'mirror'>): string | undefined {
  if (!reads) return undefined;
  const condition = { StringEquals: { 'cloudwatch:namespace': namespace } };
  const write = { Sid: 'MirrorWrite', Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: ANY, Condition: condition };
  return policyOf([...(writes ? [write] : []), { Sid: 'HistoryRead', Effect: 'Allow', Action: READ, Resource: ANY }]);
}

/** What the base credentials need if a role is assumed. The policy above is then the role's. */
export function assumeRolePolicy({ mirror: { reads, role } }: Pick<Needs, 'mirror'>): string | undefined {
  if (!reads || role === undefined) return undefined;
  return policyOf([{ Sid: 'AssumeRole', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role }]);
}

function policyOf(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);
}
