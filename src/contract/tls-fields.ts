import type { StoredSettings } from './settings/schema';

/** The fields of `jsonData` that say how TLS is spoken. */
export type TlsFields = Pick<StoredSettings, 'tlsSkipVerify' | 'tlsAuth' | 'tlsAuthWithCACert' | 'serverName'>;

/**
 * Whether somebody has said how TLS is to be spoken. Behind sentinels that means that it is to be spoken, unless `sentinelTls` or
 * `masterTls` says otherwise: whoever has set up certificates must not see a password go out in plain text.
 */
export function hasTlsFields({ tlsSkipVerify, tlsAuth, tlsAuthWithCACert, serverName }: TlsFields): boolean {
  return Boolean(tlsSkipVerify || tlsAuth || tlsAuthWithCACert || serverName?.trim());
}
