import * as z from 'zod';
import { DEFAULTS } from './defaults';
import { flag, optionalText } from './fields';

const DERIVED_TLS = '`true` if one of the four TLS fields above is set';

/** Name and connection of the broker, as stored. Its URL and user are Grafana's own fields. */
export const connectionFields = z.object({
  environment: optionalText.meta({
    doc: 'Name of the broker in the label `broker` and in the CloudWatch dimension `Broker`.',
    default: 'the host of the URL',
  }),
  sentinelMaster: optionalText.meta({ doc: "Name of the master in Sentinel (Celery's `master_name`). Required with `sentinel://`." }),
  tlsSkipVerify: flag
    .default(DEFAULTS.tlsSkipVerify)
    .meta({ doc: 'Accept any certificate. `?ssl_cert_reqs=none` in the URL does the same for that server.' }),
  tlsAuth: flag
    .default(DEFAULTS.tlsAuth)
    .meta({ doc: 'Authenticate with a client certificate (secrets `tlsClientCert`, `tlsClientKey`).' }),
  tlsAuthWithCACert: flag
    .default(DEFAULTS.tlsAuthWithCACert)
    .meta({ doc: 'Trust the certificate authority in the secret `tlsCACert` instead of the public ones.' }),
  serverName: optionalText.meta({ doc: "Name in the server's certificate, if it differs from the host." }),
  sentinelTls: flag.optional().meta({
    doc: "TLS to Sentinel, as with `ssl` in Celery's `sentinel_kwargs`.",
    default: DERIVED_TLS,
  }),
  masterTls: flag.optional().meta({
    doc: "TLS to the master that Sentinel names, as with Celery's `broker_use_ssl`.",
    default: `${DERIVED_TLS}, or the URL says \`ssl_…\``,
  }),
});

export type ConnectionFields = z.output<typeof connectionFields>;
