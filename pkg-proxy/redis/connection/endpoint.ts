import { connect as connectPlain, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import type { ConnectionSettings } from '../../../src/contract/settings';

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** Where a socket connects to. */
export type Endpoint = { readonly path: string } | (HostAndPort & { readonly tls?: ConnectionOptions | undefined });

export function openSocket(endpoint: Endpoint): Socket {
  if ('path' in endpoint) return connectPlain(endpoint.path);
  const { host, port, tls } = endpoint;
  return tls ? connectTls({ host, port, ...tls }) : connectPlain({ host, port });
}

/** Which certificates to trust and which one to present; the same for all servers that speak TLS. */
export function tlsOptions({ broker, tls, secrets }: ConnectionSettings): ConnectionOptions {
  return {
    rejectUnauthorized: !(tls.skipVerify || broker.anyCertificate),
    ...(tls.serverName ? { servername: tls.serverName } : {}),
    ...(tls.withCACert && secrets.tlsCACert ? { ca: secrets.tlsCACert } : {}),
    ...(tls.auth && secrets.tlsClientCert && secrets.tlsClientKey ? { cert: secrets.tlsClientCert, key: secrets.tlsClientKey } : {}),
  };
}
