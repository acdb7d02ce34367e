import { t } from '@grafana/i18n';
import { Input } from '@grafana/ui';
import React, { useRef, useState } from 'react';
import { ConfigField } from '../fields/ConfigField';
import { SecretField } from '../fields/SecretField';
import { Section } from '../fields/Section';
import { TextField } from '../fields/TextField';
import { isInvalid } from '../invalid';
import { changeJson, FIELD_WIDTH, type SectionProps } from '../section';
import { connectionSummary } from '../summaries';
import { AdvancedRedis } from './AdvancedRedis';
import { Forgotten } from './Forgotten';
import { isBrokerUrl, readBrokerUrl } from './split-broker-url';
import { TlsSettings } from './TlsSettings';
import { type ForgottenSecrets, takeBrokerUrl } from './take-url';

/** URL, user and secrets of the broker. */
export function RedisSection(props: SectionProps) {
  const { options, onOptionsChange } = props;
  const { jsonData } = options;
  const broker = readBrokerUrl(options.url);
  const problem = broker && 'problem' in broker ? broker.problem : undefined;
  const scheme = broker && 'scheme' in broker ? broker.scheme : undefined;
  const pasted = useRef(false);
  /** The last valid URL; user and password belong to it. */
  const servedBy = useRef(options.url ?? '');
  const [forgotten, setForgotten] = useState<ForgottenSecrets>();

  /** Moves user and password of a whole URL to their own fields. */
  const takeUrl = (text: string) => {
    const taken = takeBrokerUrl(options, text, servedBy.current, pasted.current);
    pasted.current = false;
    if (taken.forgotten !== undefined) setForgotten(taken.forgotten);
    if (isBrokerUrl(taken.options.url)) servedBy.current = taken.options.url;
    if (taken.options !== options) onOptionsChange(taken.options);
  };

  return (
    <Section
      id="connection"
      isInitiallyOpen
      summary={connectionSummary(broker && 'scheme' in broker ? broker.label : undefined, jsonData)}
      isInvalid={problem !== undefined || isInvalid.transport(jsonData)}
      title={t('config.connection.title', 'Connection')}
      description={t('config.connection.what', 'The Redis server that Celery uses as its broker. Backlog only reads it.')}
    >
      <ConfigField
        label={t('config.connection.url', 'URL')}
        required
        htmlFor="backlog-url"
        description={t(
          'config.connection.urlWhat',
          'broker_url of your Celery app. Paste all of it: user and password move to their own fields.',
        )}
        invalid={problem !== undefined}
        error={problem}
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
          }}
          onBlur={() => takeUrl(options.url ?? '')}
          onKeyDown={(event) => event.key === 'Enter' && takeUrl(options.url ?? '')}
        />
      </ConfigField>
      <TextField
        id="user"
        label={t('config.connection.user', 'User')}
        description={t('config.connection.userWhat', 'Redis ACL user. Leave empty for the default user.')}
        value={options.user}
        onChange={(user) => onOptionsChange({ ...options, user: user ?? '' })}
      />
      <SecretField section={props} name="password" label={t('config.connection.password', 'Password')} />
      <Forgotten forgotten={forgotten} section={props} name="password" />
      {scheme === 'sentinel' && (
        <>
          <TextField
            id="sentinelMaster"
            label={t('config.connection.sentinelMaster', 'Sentinel master')}
            required
            description={t(
              'config.connection.sentinelMasterWhat',
              'Name of the master in Sentinel: master_name in broker_transport_options.',
            )}
            placeholder="mymaster"
            value={jsonData.sentinelMaster}
            onChange={(sentinelMaster) => changeJson(props, { sentinelMaster })}
          />
          <SecretField
            section={props}
            name="sentinelPassword"
            label={t('config.connection.sentinelPassword', 'Sentinel password')}
            description={t('config.connection.sentinelPasswordWhat', 'Only if Sentinel itself needs a password.')}
          />
          <Forgotten forgotten={forgotten} section={props} name="sentinelPassword" />
        </>
      )}
      <TextField
        id="environment"
        label={t('config.connection.environment', 'Environment')}
        description={t('config.connection.environmentWhat', 'Name of this broker in labels and in CloudWatch.')}
        placeholder={broker && 'scheme' in broker ? broker.host : 'production'}
        value={jsonData.environment}
        onChange={(environment) => changeJson(props, { environment })}
      />
      {broker && 'scheme' in broker && (scheme === 'rediss' || scheme === 'sentinel') && (
        <TlsSettings {...props} sentinel={scheme === 'sentinel' ? broker : undefined} />
      )}
      <AdvancedRedis {...props} />
    </Section>
  );
}
