import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer } from '../../setup/redis-server.mjs';

export const hasOpenssl = works('openssl', 'version');
/** A server built without TLS does not know the word. */
export const hasTlsRedis = hasOpenssl && readFileSync(findRedisServer() ?? '/dev/null').includes('tls-auth-clients');

function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A folder of certificates, made by openssl as a test needs them. */
export class Certificates {
  readonly dir = mkdtempSync(join(tmpdir(), 'backlog-tls-'));

  file(name: string): string {
    return join(this.dir, name);
  }

  /** What is in a file, such as `ca.crt` or `server.key`. */
  pem(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  authority(name: string): void {
    this.#openssl(`req -x509 -newkey rsa:2048 -nodes -keyout ${name}.key -out ${name}.crt -days 2 -subj /CN=${name}`);
  }

  /** @param names what it is for, for example `DNS:localhost,IP:127.0.0.1` */
  certificate(name: string, issuer: string, subject: string, names = 'DNS:localhost'): void {
    this.#openssl(`req -newkey rsa:2048 -nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${subject}`);
    writeFileSync(this.file(`${name}.ext`), `subjectAltName=${names}\n`);
    const issued = `-CA ${issuer}.crt -CAkey ${issuer}.key -CAcreateserial -days 2 -out ${name}.crt -extfile ${name}.ext`;
    this.#openssl(`x509 -req -in ${name}.csr ${issued}`);
  }

  /** What a redis-server is started with to speak TLS on this port, beside its plain one, and to ask for a client's certificate. */
  serverArgs(port: number, name = 'server', authority = 'ca'): string[] {
    const files = ['--tls-cert-file', this.file(`${name}.crt`), '--tls-key-file', this.file(`${name}.key`)];
    return ['--tls-port', String(port), ...files, '--tls-ca-cert-file', this.file(`${authority}.crt`), '--tls-auth-clients', 'yes'];
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  #openssl(args: string): void {
    execFileSync('openssl', args.split(' '), { cwd: this.dir, stdio: 'ignore' });
  }
}
