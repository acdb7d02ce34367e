import type { SelectableValue } from '@grafana/data';
import { RadioButtonGroup } from '@grafana/ui';
import React, { useRef, useState } from 'react';
import type { MirrorSettings } from '../../contract/settings';
import { Forgotten } from '../connection/Forgotten';
import { isBrokerUrl, readBrokerUrl } from '../connection/split-broker-url';
import { type ForgottenSecrets, takeLockUrl } from '../connection/take-url';
import { ConfigField } from '../fields/ConfigField';
import { SecretField } from '../fields/SecretField';
import { DraftField, TextField } from '../fields/TextField';
import { changeMirror, type SectionProps } from '../section';

const LOCK_OPTIONS: SelectableValue<MirrorSettings['lock']>[] = [
  { value: 'none', label: 'None', description: 'One process copies, or several do and every sample counts twice' },
  { value: 'redis', label: 'Redis', description: 'Several processes agree on who copies a minute, with a key in Redis' },
];

/** How several processes that copy the same queues agree. */
export function MirrorLock(props: SectionProps) {
  const { options, onOptionsChange } = props;
  const { lock = 'none', lockPrefix, lockUrl } = options.jsonData.mirror ?? {};
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
      <ConfigField label="Lock" description="For several Grafanas, or mirrors of their own, with the same settings.">
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
            label="Prefix of the lock's keys"
            description="The only keys that are written. The Redis user needs the right to."
            placeholder="backlog:"
            value={lockPrefix}
            onChange={(value) => changeMirror(props, { lockPrefix: value })}
          />
          <DraftField
            id="lockUrl"
            label="Redis of the lock"
            description="If it is not to be the broker, which then stays read only. A password moves to its own field."
            placeholder="The broker"
            shown={lockUrl ?? ''}
            read={(text) => {
              const broker = readBrokerUrl(text);
              return broker && 'expected' in broker ? broker : { value: text.trim() };
            }}
            onCommit={takeUrl}
          />
          {lockUrl && <SecretField section={props} name="lockPassword" label="Password of the lock" />}
          {lockUrl && <Forgotten forgotten={forgotten} section={props} name="lockPassword" />}
        </>
      )}
    </>
  );
}
