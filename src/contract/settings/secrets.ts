import * as z from 'zod';
import { text } from './fields';

/** An empty one counts as absent. */
const secret = text.transform((s) => s || undefined).optional();

/** Of `secureJsonData`, what opens the connection to the broker. */
export const connectionSecrets = z.object({
  password: secret.meta({ doc: 'Password of the Redis user.' }),
  sentinelPassword: secret.meta({ doc: 'Password of Sentinel itself.' }),
  tlsCACert: secret.meta({ doc: 'Certificate authority, PEM. Used with `tlsAuthWithCACert`.' }),
  tlsClientCert: secret.meta({ doc: 'Client certificate, PEM. Used with `tlsAuth`.' }),
  tlsClientKey: secret.meta({ doc: 'Key of the client certificate, PEM.' }),
});

/** What the mirror writes and locks with. */
export const mirrorSecrets = z.object({
  lockPassword: secret.meta({ doc: 'Password of the Redis in `mirror.lockUrl`.' }),
  accessKey: secret.meta({ doc: 'AWS access key ID, with `authType: keys`.' }),
  secretKey: secret.meta({ doc: 'AWS secret access key.' }),
  sessionToken: secret.meta({ doc: 'AWS session token, for temporary keys.' }),
});

/**
 * Secrets, some of them changed, which neither JSON nor a log line shows by accident. They are not enumerable, so a spread leaves them
 * behind, and Node's own comparison passes them over; `isSame` does not.
 */
export function hidden<T extends object>(secrets: T, changed: Partial<T> = {}): T {
  const descriptors = Object.entries({ ...Object.getOwnPropertyDescriptors(secrets), ...Object.getOwnPropertyDescriptors(changed) });
  return Object.create(Object.prototype, Object.fromEntries(descriptors.map(([name, it]) => [name, { ...it, enumerable: false }])));
}
