import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { RadioButtonGroup } from '@grafana/ui';
import React, { useRef, useState } from 'react';
import type { MirrorSettings } from '../../contract/settings';
import { DEFAULTS } from '../../contract/settings/defaults';
import { Forgotten } from '../connection/Forgotten';
import { isBrokerUrl, readBrokerUrl } from '../connection/split-broker-url';
import { type ForgottenSecrets, takeLockUrl } from '../connection/take-url';
import { ConfigField } from '../fields/ConfigField';
import { SecretField } from '../fields/SecretField';
import { DraftField, TextField } from '../fields/TextField';
import { changeMirror, type SectionProps } from '../section';

function lockOptions(): SelectableValue<MirrorSettings['lock']>[] {
  return [
    {
      value: 'none',
      label: t('config.lock.none', 'None'),
      description: t('config.lock.noneWhat', 'For one process that mirrors. If several do, CloudWatch counts every sample several times.'),
    },
    {
      value: 'redis',
      label: t('config.lock.redis', 'Redis'),
      description: t('config.lock.redisWhat', 'For several processes. A key in Redis decides each minute which of them mirrors.'),
    },
  ];
}

/** How several processes that mirror the same queues take turns. */
export function MirrorLock(props: SectionProps) {
  const { options, onOptionsChange } = props;
  const { lock = DEFAULTS.mirror.lock, lockPrefix, lockUrl } = options.jsonData.mirror ?? {};
  /** The last URL that read as one: the password is for it. */
  const servedBy = useRef(lockUrl ?? '');
  const [forgotten, setForgotten] = useState<ForgottenSecrets>();

  const takeUrl = (text: string) => {
    const taken = takeLockUrl(options, text, servedBy.current);
    if (taken.forgotten !== undefined) setForgotten(taken.forgotten);
    if (text === '' || isBrokerUrl(text)) servedBy.current = taken.options.jsonData.mirror?.lockUrl ?? '';
    onOptionsChange(taken.options);
  };

  return (
    <>
      <ConfigField
        label={t('config.lock.label', 'Lock')}
        description={t('config.lock.what', 'For several Grafana servers or mirrors with the same settings.')}
      >
        <RadioButtonGroup
          aria-label={t('config.lock.label', 'Lock')}
          options={lockOptions()}
          value={lock}
          onChange={(value) => changeMirror(props, { lock: value })}
        />
      </ConfigField>
      {lock === 'redis' && (
        <>
          <TextField
            id="lockPrefix"
            label={t('config.lock.prefix', 'Lock key prefix')}
            description={t('config.lock.prefixWhat', 'Prefix of the keys of the lock. The Redis user needs write access to them.')}
            placeholder={DEFAULTS.mirror.lockPrefix}
            value={lockPrefix}
            onChange={(value) => changeMirror(props, { lockPrefix: value })}
          />
          <DraftField
            id="lockUrl"
            label={t('config.lock.url', 'Lock URL')}
            description={t('config.lock.urlWhat', 'Redis server for the lock, if it is not the broker. A password moves to its own field.')}
            placeholder={t('config.lock.urlBroker', 'The broker')}
            shown={lockUrl ?? ''}
            read={(text) => {
              const broker = readBrokerUrl(text);
              return broker && 'problem' in broker ? broker : { value: text.trim() };
            }}
            onCommit={takeUrl}
          />
          {lockUrl && <SecretField section={props} name="lockPassword" label={t('config.lock.password', 'Lock password')} />}
          {lockUrl && <Forgotten forgotten={forgotten} section={props} name="lockPassword" />}
        </>
      )}
    </>
  );
}
