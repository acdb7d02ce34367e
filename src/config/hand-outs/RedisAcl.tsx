import { t } from '@grafana/i18n';
import React from 'react';
import type { Needs } from '../../hand-outs/needs';
import { aclLines } from '../../hand-outs/redis-acl';
import { CodeBlock } from './CodeBlock';
import { HandOut } from './HandOut';

interface Props {
  readonly needs: Needs;
}

/** The Redis user with the fewest rights. */
export function RedisAcl({ needs }: Props) {
  const [line = '', lockLine] = aclLines(needs);
  return (
    <HandOut
      id="acl"
      title={t('handOuts.acl.title', 'Redis user')}
      intro={t(
        'handOuts.acl.intro',
        'Run this command in redis-cli. It creates a user with exactly the rights that these settings need (Redis 7 or later). Replace password after the > sign, then enter the user and the password under Connection.',
      )}
    >
      {needs.connection.broker.scheme === 'sentinel' && (
        <p>
          {t(
            'handOuts.acl.sentinel',
            'Redis does not copy users to replicas. Run the command on the master and on every replica. The sentinels need no user.',
          )}
        </p>
      )}
      <CodeBlock id="acl" label={t('handOuts.acl.label', 'Redis ACL command')} code={line} wraps />
      {lockLine !== undefined && (
        <>
          <p>{t('handOuts.acl.lock', 'Run this command on the Redis of the lock.')}</p>
          <CodeBlock id="acl-lock" label={t('handOuts.acl.lockLabel', 'Redis ACL command for the lock')} code={lockLine} wraps />
        </>
      )}
    </HandOut>
  );
}
