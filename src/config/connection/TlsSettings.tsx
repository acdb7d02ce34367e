import { t } from '@grafana/i18n';
import React from 'react';
import { DEFAULTS } from '../../contract/settings/defaults';
import { hasTlsFields } from '../../contract/tls-fields';
import { SecretField } from '../fields/SecretField';
import { Section } from '../fields/Section';
import { SwitchField } from '../fields/SwitchField';
import { TextField } from '../fields/TextField';
import { changeJson, type SectionProps } from '../section';

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
    <Section inner isInitiallyOpen id="tls" title={t('config.connection.tls', 'TLS')}>
      {sentinel && (
        <>
          <SwitchField
            id="sentinelTls"
            label="TLS to Sentinel"
            description="Set it if Celery's sentinel_kwargs has ssl."
            value={jsonData.sentinelTls ?? asked}
            onChange={(value) => changeJson(props, { sentinelTls: value })}
          />
          <SwitchField
            id="masterTls"
            label="TLS to the master"
            description="Set it if Celery sets broker_use_ssl."
            value={jsonData.masterTls ?? (asked || sentinel.tls)}
            onChange={(value) => changeJson(props, { masterTls: value })}
          />
        </>
      )}
      <SwitchField
        id="tlsAuthWithCACert"
        label="Custom CA"
        description="Trust this certificate authority instead of the public ones."
        value={tlsAuthWithCACert}
        onChange={(value) => changeJson(props, { tlsAuthWithCACert: value })}
      />
      {tlsAuthWithCACert && <SecretField section={props} name="tlsCACert" label="CA certificate" pem={CERTIFICATE} />}
      <SwitchField
        id="tlsAuth"
        label="Client certificate"
        description="Authenticate to the broker with a client certificate."
        value={tlsAuth}
        onChange={(value) => changeJson(props, { tlsAuth: value })}
      />
      {tlsAuth && (
        <>
          <SecretField section={props} name="tlsClientCert" label="Client certificate (PEM)" pem={CERTIFICATE} />
          <SecretField section={props} name="tlsClientKey" label="Client key (PEM)" pem="-----BEGIN PRIVATE KEY-----" />
        </>
      )}
      <TextField
        id="serverName"
        label="Server name"
        description="Host name in the server's certificate, if it differs from the host in the URL."
        value={serverName}
        onChange={(value) => changeJson(props, { serverName: value })}
      />
      <SwitchField
        id="tlsSkipVerify"
        label="Skip TLS verification"
        description="Accepts any certificate. Use it for testing only."
        value={tlsSkipVerify}
        onChange={(value) => changeJson(props, { tlsSkipVerify: value })}
      />
    </Section>
  );
}
