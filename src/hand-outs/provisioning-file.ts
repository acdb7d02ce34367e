import { isBrokerUrl, splitBrokerUrl, splitPassword } from '../config/connection/split-broker-url';
import type { BacklogOptions, BacklogSecrets } from '../types';
import { yamlLines } from './yaml';

/** A data source to provision. Its URL is a valid broker URL. */
export interface ProvisionedSource {
  readonly orgId: number;
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly user: string;
  readonly isDefault: boolean;
  readonly jsonData: BacklogOptions;
  /** Names of the secrets that are set. */
  readonly secrets: readonly string[];
}

/** Ends of the names of environment variables. */
const VARIABLES: Readonly<Record<keyof BacklogSecrets, string>> = {
  password: 'REDIS_PASSWORD',
  sentinelPassword: 'SENTINEL_PASSWORD',
  tlsCACert: 'TLS_CA_CERT',
  tlsClientCert: 'TLS_CLIENT_CERT',
  tlsClientKey: 'TLS_CLIENT_KEY',
  lockPassword: 'LOCK_PASSWORD',
  accessKey: 'AWS_ACCESS_KEY',
  secretKey: 'AWS_SECRET_KEY',
  sessionToken: 'AWS_SESSION_TOKEN',
  proxyPassword: 'PROXY_PASSWORD',
};
/** Grafana's own default. */
const FIRST_ORGANISATION = 1;

export interface ProvisioningFile {
  readonly yaml: string;
  /** Names of the environment variables that hold the secrets. */
  readonly variables: readonly string[];
}

/**
 * A file for Grafana's provisioning/datasources that makes the same data source. Secrets are environment variables in it: the browser
 * does not know saved ones, and one that is in a URL does not stay there.
 */
export function provisioningFile(source: ProvisionedSource): ProvisioningFile {
  const { url, user = '', password } = splitBrokerUrl(source.url);
  const lock = lockOf(source.jsonData.mirror?.lockUrl);
  const mirror = source.jsonData.mirror && { ...source.jsonData.mirror, lockUrl: lock.url || undefined };
  const datasource = {
    orgId: source.orgId > FIRST_ORGANISATION ? source.orgId : undefined,
    name: source.name,
    uid: source.uid,
    type: source.type,
    access: 'proxy',
    url,
    user: source.user || user || undefined,
    isDefault: source.isDefault || undefined,
    jsonData: { ...source.jsonData, mirror },
  };
  const set = new Set([
    ...source.secrets,
    ...(password === undefined ? [] : ['password']),
    ...(lock.password === undefined ? [] : ['lockPassword']),
  ]);
  const secrets = Object.entries(VARIABLES).filter(([name]) => set.has(name));
  const start = variableStart(source.name);
  const lines = [
    'apiVersion: 1',
    'datasources:',
    ...yamlLines(datasource, 4).map((line, i) => (i === 0 ? line.replace(/^ {4}/, '  - ') : line)),
    ...(secrets.length > 0 ? ['    secureJsonData:', ...secrets.map(([name, end]) => `      ${name}: $${start}${end}`)] : []),
  ];
  return { yaml: `${lines.join('\n')}\n`, variables: secrets.map(([, end]) => start + end) };
}

/** Of a text that is not a URL nobody knows where the password ends, so it is left out. */
function lockOf(url: unknown) {
  return typeof url === 'string' && isBrokerUrl(url) ? splitPassword(url) : { url: '', password: undefined };
}

/** `BACKLOG_CELERY_PRODUCTION_` of a data source called Celery production. */
function variableStart(name: string): string {
  const words = name.toUpperCase().match(/[A-Z0-9]+/g) ?? [];
  return [...(words[0] === 'BACKLOG' ? [] : ['BACKLOG']), ...words, ''].join('_');
}
