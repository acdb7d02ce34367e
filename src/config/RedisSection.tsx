import { ConfigSection } from '@grafana/plugin-ui';
import { Field, Input } from '@grafana/ui';
import React, { useRef } from 'react';
import { AdvancedRedis } from './AdvancedRedis';
import { SecretField } from './SecretField';
import { changeJson, FIELD_WIDTH, type SectionProps } from './section';
import { readBrokerUrl, splitBrokerUrl } from './split-broker-url';
import { TextField } from './TextField';
import { TlsSettings } from './TlsSettings';

/** Where the broker is and who reads it. */
export function RedisSection(props: SectionProps) {
  const { options, onOptionsChange } = props;
  const { jsonData, secureJsonData, secureJsonFields } = options;
  const broker = readBrokerUrl(options.url);
  const scheme = broker && 'scheme' in broker ? broker.scheme : undefined;
  const pasted = useRef(false);

  /** Moves user and password of a whole URL to their own fields. */
  const takeUrl = (text: string) => {
    const { url, user, password } = splitBrokerUrl(text);
    if (url === options.url && user === undefined && password === undefined) return;
    onOptionsChange({
      ...options,
      url,
      user: user ?? options.user,
      ...(password !== undefined && {
        secureJsonData: { ...secureJsonData, password },
        secureJsonFields: { ...secureJsonFields, password: false },
      }),
    });
  };

  return (
    <ConfigSection title="Redis" description="The Redis that Celery uses as its broker. Reading it never writes to it.">
      <Field
        label="URL"
        required
        htmlFor="backlog-url"
        description="Celery's broker_url. Paste it whole: user and password move to their own fields."
        invalid={broker !== undefined && 'expected' in broker}
        error={broker && 'expected' in broker ? `Expected ${broker.expected}` : undefined}
      >
        <Input
          id="backlog-url"
          data-testid="backlog-url"
          width={FIELD_WIDTH}
          placeholder="redis://host:6379/0"
          spellCheck={false}
          value={options.url ?? ''}
          onPaste={() => {
            pasted.current = true;
          }}
          onChange={({ currentTarget: { value } }) => {
            if (pasted.current) takeUrl(value);
            else onOptionsChange({ ...options, url: value });
            pasted.current = false;
          }}
          onBlur={() => takeUrl(options.url ?? '')}
          onKeyDown={(event) => event.key === 'Enter' && takeUrl(options.url ?? '')}
        />
      </Field>
      <TextField
        id="user"
        label="User"
        description="ACL user; without one Redis takes its default user."
        value={options.user}
        onChange={(user) => onOptionsChange({ ...options, user: user ?? '' })}
      />
      <SecretField section={props} name="password" label="Password" />
      {scheme === 'sentinel' && (
        <>
          <TextField
            id="sentinelMaster"
            label="Sentinel master"
            required
            description="Name of the master, as the sentinels know it."
            placeholder="mymaster"
            value={jsonData.sentinelMaster}
            onChange={(sentinelMaster) => changeJson(props, { sentinelMaster })}
          />
          <SecretField
            section={props}
            name="sentinelPassword"
            label="Sentinel password"
            description="If the sentinels themselves ask for one."
          />
        </>
      )}
      <TextField
        id="environment"
        label="Environment"
        description="What this broker is called in labels and in CloudWatch."
        placeholder={broker && 'scheme' in broker ? broker.host : 'production'}
        value={jsonData.environment}
        onChange={(environment) => changeJson(props, { environment })}
      />
      {(scheme === 'rediss' || scheme === 'sentinel') && <TlsSettings {...props} />}
      <AdvancedRedis {...props} />
    </ConfigSection>
  );
}
