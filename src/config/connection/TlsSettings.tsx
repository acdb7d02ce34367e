import { t } from '@grafana/i18n';
import React from 'react';
import { DEFAULTS } from '../../contract/settings/defaults';
import { hasTlsFields } from '../../contract/tls-fields';
import { SecretField } from '../fields/SecretField';
import { Section } from '../fields/Section';
import { SwitchField } from '../fields/SwitchField';
import { TextField } from '../fields/TextField';
import { changeJson, type SectionProps } from '../section';
import { tlsSummary } from '../summaries';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----';

interface Props extends SectionProps {
  /** Whether a `sentinel://` URL asks for TLS to the master; undefined for any other URL. */
  readonly sentinel?: { readonly tls: boolean } | undefined;
}

/** How the broker's certificate is checked, and the client certificate. The fields have Grafana's own names. */
export function TlsSettings({ sentinel, ...props }: Props) {
  const { jsonData } = props.options;
  const {
    tlsSkipVerify = DEFAULTS.tlsSkipVerify,
    tlsAuth = DEFAULTS.tlsAuth,
    tlsAuthWithCACert = DEFAULTS.tlsAuthWithCACert,
    serverName,
  } = jsonData;
  const asked = hasTlsFields(jsonData);
  return (
    <Section inner id="tls" title={t('config.connection.tls', 'TLS')} summary={tlsSummary(jsonData)}>
      {sentinel && (
        <>
          <SwitchField
            id="sentinelTls"
            label={t('config.tls.sentinel', 'TLS to Sentinel')}
            description={t('config.tls.sentinelWhen', 'Turn on if sentinel_kwargs of your Celery app has ssl.')}
            value={jsonData.sentinelTls ?? asked}
            onChange={(value) => changeJson(props, { sentinelTls: value })}
          />
          <SwitchField
            id="masterTls"
            label={t('config.tls.master', 'TLS to the master')}
            description={t('config.tls.masterWhen', 'Turn on if your Celery app sets broker_use_ssl.')}
            value={jsonData.masterTls ?? (asked || sentinel.tls)}
            onChange={(value) => changeJson(props, { masterTls: value })}
          />
        </>
      )}
      <SwitchField
        id="tlsAuthWithCACert"
        label={t('config.tls.customCa', 'Custom CA')}
        description={t('config.tls.customCaWhat', 'Trust this certificate authority instead of the public ones.')}
        value={tlsAuthWithCACert}
        onChange={(value) => changeJson(props, { tlsAuthWithCACert: value })}
      />
      {tlsAuthWithCACert && (
        <SecretField section={props} name="tlsCACert" label={t('config.tls.caCert', 'CA certificate (PEM)')} pem={CERTIFICATE} />
      )}
      <SwitchField
        id="tlsAuth"
        label={t('config.tls.client', 'Client certificate')}
        description={t('config.tls.clientWhat', 'Authenticate to the broker with a client certificate.')}
        value={tlsAuth}
        onChange={(value) => changeJson(props, { tlsAuth: value })}
      />
      {tlsAuth && (
        <>
          <SecretField
            section={props}
            name="tlsClientCert"
            label={t('config.tls.clientCert', 'Client certificate (PEM)')}
            pem={CERTIFICATE}
          />
          <SecretField
            section={props}
            name="tlsClientKey"
            label={t('config.tls.clientKey', 'Client key (PEM)')}
            pem="-----BEGIN PRIVATE KEY-----"
          />
        </>
      )}
      <TextField
        id="serverName"
        label={t('config.tls.serverName', 'Server name')}
        description={t('config.tls.serverNameWhat', "Host name in the server's certificate, if it differs from the host in the URL.")}
        value={serverName}
        onChange={(value) => changeJson(props, { serverName: value })}
      />
      <SwitchField
        id="tlsSkipVerify"
        label={t('config.tls.skipVerify', 'Skip TLS verification')}
        description={t('config.tls.skipVerifyWhat', 'Accept any certificate. Use for testing only.')}
        value={tlsSkipVerify}
        onChange={(value) => changeJson(props, { tlsSkipVerify: value })}
      />
    </Section>
  );
}
