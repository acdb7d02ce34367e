import type { BrokerUrl } from '../broker-url';
import { hasTlsFields } from '../tls-fields';
import type { ConnectionFields } from './connection';

/** TLS settings of a broker. With Sentinel, the sentinels and the master are set separately. */
export function tlsOf(fields: ConnectionFields, broker: BrokerUrl) {
  const asksForTls = broker.scheme === 'sentinel' && hasTlsFields(fields);
  return {
    /** Whether to accept any certificate from every server. A URL can say so for one server (`BrokerUrl.anyCertificate`). */
    skipVerify: fields.tlsSkipVerify,
    auth: fields.tlsAuth,
    withCACert: fields.tlsAuthWithCACert,
    serverName: fields.serverName,
    /** Whether to use TLS to the sentinels of a `sentinel://` URL, as with `ssl` in Celery's `sentinel_kwargs`. */
    sentinel: fields.sentinelTls ?? asksForTls,
    /** Whether to use TLS to the master that they name, as with Celery's `broker_use_ssl`. */
    master: fields.masterTls ?? (asksForTls || (broker.scheme === 'sentinel' && broker.tls)),
  };
}
