import * as z from 'zod';
import { text } from './fields';

/** An empty one counts as absent. */
const secret = text.transform((s) => s || undefined).optional();

/** The fields of `secureJsonData` for the connection to the broker. */
export const connectionSecrets = z.object({
  password: secret.meta({ doc: 'Password of the Redis user.' }),
  sentinelPassword: secret.meta({ doc: 'Password of Sentinel itself.' }),
  tlsCACert: secret.meta({ doc: 'Certificate authority, PEM. Used with `tlsAuthWithCACert`.' }),
  tlsClientCert: secret.meta({ doc: 'Client certificate, PEM. Used with `tlsAuth`.' }),
  tlsClientKey: secret.meta({ doc: 'Key of the client certificate, PEM.' }),
});

/** The fields of `secureJsonData` for the mirror and its lock. */
export const mirrorSecrets = z.object({
  lockPassword: secret.meta({ doc: 'Password of the Redis in `mirror.lockUrl`.' }),
  accessKey: secret.meta({ doc: 'AWS access key ID, with `authType: keys`.' }),
  secretKey: secret.meta({ doc: 'AWS secret access key.' }),
  sessionToken: secret.meta({ doc: 'AWS session token, for temporary keys.' }),
});

/**
 * Secrets, some of them changed, in a form that JSON and log lines cannot show by accident. They are not enumerable, so a spread drops
 * them and Node's own comparison ignores them; `isSame` does not.
 */
export function hidden<T extends object>(secrets: T, changed: Partial<T> = {}): T {
  const descriptors = Object.entries({ ...Object.getOwnPropertyDescriptors(secrets), ...Object.getOwnPropertyDescriptors(changed) });
  return Object.create(Object.prototype, Object.fromEntries(descriptors.map(([name, it]) => [name, { ...it, enumerable: false }])));
}
