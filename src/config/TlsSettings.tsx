import { ConfigSubSection } from '@grafana/plugin-ui';
import React from 'react';
import { SecretField } from './SecretField';
import { SwitchField } from './SwitchField';
import { changeJson, type SectionProps } from './section';
import { TextField } from './TextField';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----';

/** How the broker's certificate is checked and which one is shown to it; the fields have Grafana's own names. */
export function TlsSettings(props: SectionProps) {
  const { tlsSkipVerify = false, tlsAuth = false, tlsAuthWithCACert = false, serverName } = props.options.jsonData;
  return (
    <ConfigSubSection title="TLS">
      <SwitchField
        id="tlsAuthWithCACert"
        label="Own CA"
        description="Trust the certificate authority below instead of the well-known ones."
        value={tlsAuthWithCACert}
        onChange={(value) => changeJson(props, { tlsAuthWithCACert: value })}
      />
      {tlsAuthWithCACert && <SecretField section={props} name="tlsCACert" label="CA certificate" pem={CERTIFICATE} />}
      <SwitchField
        id="tlsAuth"
        label="Client certificate"
        description="Show the broker a certificate of our own."
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
        description="Name in the broker's certificate, if it differs from the host in the URL."
        value={serverName}
        onChange={(value) => changeJson(props, { serverName: value })}
      />
      <SwitchField
        id="tlsSkipVerify"
        label="Skip certificate check"
        description="Connects to anyone who answers at that address. For trying things out only."
        value={tlsSkipVerify}
        onChange={(value) => changeJson(props, { tlsSkipVerify: value })}
      />
    </ConfigSubSection>
  );
}
