import { writeSync } from 'node:fs';
import type { Endpoint } from './listen.js';

/** Versions of hashicorp/go-plugin's own protocol and of Grafana's (pluginv2). */
const CORE_VERSION = 1;
export const PROTOCOL_VERSION = 2;
const COOKIE = { name: 'grafana_plugin_type', value: 'datasource' } as const;

/**
 * Whether this process was started by a host that speaks our protocol.
 * @returns undefined if so, otherwise what to tell the person who started it
 */
export function refusal(env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (env[COOKIE.name] !== COOKIE.value) {
    return 'This is a Grafana plugin. It is started by Grafana, not by hand: install it in a folder below [paths] plugins.\n';
  }
  const offered = env.PLUGIN_PROTOCOL_VERSIONS;
  if (offered && !offered.split(',').some((version) => Number(version) === PROTOCOL_VERSION)) {
    return `This Grafana plugin speaks plugin protocol ${PROTOCOL_VERSION}; the host offers ${offered}. Use Grafana 7 or later.\n`;
  }
  return undefined;
}

/** The one line a plugin says on stdout: where it listens. */
export function handshakeLine({ network, address }: Endpoint): string {
  return `${CORE_VERSION}|${PROTOCOL_VERSION}|${network}|${address}|grpc\n`;
}

/** Writes to stdout (1) or stderr (2) at once, also just before an exit. */
export function say(to: 1 | 2, text: string): void {
  writeSync(to, text);
}
