import type { StoredSettings } from './settings/schema';

/** The TLS fields of `jsonData`. */
export type TlsFields = Pick<StoredSettings, 'tlsSkipVerify' | 'tlsAuth' | 'tlsAuthWithCACert' | 'serverName'>;

/**
 * Whether any TLS field is set. With Sentinel that turns TLS on, unless `sentinelTls` or `masterTls` says otherwise: if you set up
 * certificates, no password may be sent in plain text.
 */
export function hasTlsFields({ tlsSkipVerify, tlsAuth, tlsAuthWithCACert, serverName }: TlsFields): boolean {
  return Boolean(tlsSkipVerify || tlsAuth || tlsAuthWithCACert || serverName?.trim());
}
