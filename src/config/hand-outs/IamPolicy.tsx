import { t } from '@grafana/i18n';
import React from 'react';
import { assumeRolePolicy, iamPolicy } from '../../hand-outs/iam-policy';
import type { Needs } from '../../hand-outs/needs';
import { CodeBlock } from './CodeBlock';
import { HandOut } from './HandOut';

interface Props {
  readonly needs: Needs;
}

/** What AWS has to allow. */
export function IamPolicy({ needs }: Props) {
  const policy = iamPolicy(needs);
  const base = assumeRolePolicy(needs);
  return (
    <HandOut id="iam" title={t('handOuts.iam.title', 'IAM policy')} intro={introOf(needs)}>
      {policy !== undefined && <CodeBlock id="iam" label={t('handOuts.iam.label', 'IAM policy')} code={policy} />}
      {base !== undefined && (
        <>
          <p>
            {t(
              'handOuts.iam.base',
              'The policy above belongs to the role that is assumed. Attach this one to the identity that assumes it. The trust policy of the role must allow that identity.',
            )}
          </p>
          <CodeBlock id="iam-base" label={t('handOuts.iam.baseLabel', 'IAM policy to assume the role')} code={base} />
        </>
      )}
    </HandOut>
  );
}

function introOf({ mirror: { writes, reads } }: Needs): string {
  if (!reads)
    return t(
      'handOuts.iam.off',
      'These settings do not use AWS. Turn on the CloudWatch mirror, or reading from CloudWatch, to get the policy.',
    );
  if (!writes)
    return t(
      'handOuts.iam.read',
      'Attach this policy to the AWS identity that these settings use. It allows reading metrics, which AWS cannot limit to one namespace.',
    );
  return t(
    'handOuts.iam.write',
    'Attach this policy to the AWS identity that these settings use. It allows writing metrics in one namespace, and reading metrics, which AWS cannot limit.',
  );
}
