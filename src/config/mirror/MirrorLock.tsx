import type { SelectableValue } from '@grafana/data';
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

const LOCK_OPTIONS: SelectableValue<MirrorSettings['lock']>[] = [
  { value: 'none', label: 'None', description: 'One process mirrors. If several do, every sample counts twice' },
  { value: 'redis', label: 'Redis', description: 'Several processes take turns, one per minute, with a key in Redis' },
];

/** How several processes that copy the same queues agree. */
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
      <ConfigField label="Lock" description="For several Grafana servers or mirrors with the same settings.">
        <RadioButtonGroup
          aria-label="Lock"
          options={LOCK_OPTIONS}
          value={lock}
          onChange={(value) => changeMirror(props, { lock: value })}
        />
      </ConfigField>
      {lock === 'redis' && (
        <>
          <TextField
            id="lockPrefix"
            label="Lock key prefix"
            description="The only keys that Backlog writes. The Redis user needs write access to them."
            placeholder={DEFAULTS.mirror.lockPrefix}
            value={lockPrefix}
            onChange={(value) => changeMirror(props, { lockPrefix: value })}
          />
          <DraftField
            id="lockUrl"
            label="Lock URL"
            description="Redis for the lock, if not the broker. A password moves to its own field."
            placeholder="The broker"
            shown={lockUrl ?? ''}
            read={(text) => {
              const broker = readBrokerUrl(text);
              return broker && 'expected' in broker ? broker : { value: text.trim() };
            }}
            onCommit={takeUrl}
          />
          {lockUrl && <SecretField section={props} name="lockPassword" label="Lock password" />}
          {lockUrl && <Forgotten forgotten={forgotten} section={props} name="lockPassword" />}
        </>
      )}
    </>
  );
}
