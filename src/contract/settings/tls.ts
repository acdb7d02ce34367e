import type { BrokerUrl } from '../broker-url';
import { hasTlsFields } from '../tls-fields';
import type { ConnectionFields } from './connection';

/** How TLS is spoken to a broker; behind sentinels to them and to the master, each by itself. */
export function tlsOf(fields: ConnectionFields, broker: BrokerUrl) {
  const asksForTls = broker.scheme === 'sentinel' && hasTlsFields(fields);
  return {
    /** Whether any certificate will do for every server; for a single one its URL may say so (`BrokerUrl.anyCertificate`). */
    skipVerify: fields.tlsSkipVerify,
    auth: fields.tlsAuth,
    withCACert: fields.tlsAuthWithCACert,
    serverName: fields.serverName,
    /** Whether the sentinels of a `sentinel://` URL are asked over TLS, as with `ssl` in Celery's `sentinel_kwargs`. */
    sentinel: fields.sentinelTls ?? asksForTls,
    /** Whether the master that they name is read over TLS, as with Celery's `broker_use_ssl`. */
    master: fields.masterTls ?? (asksForTls || (broker.scheme === 'sentinel' && broker.tls)),
  };
}
