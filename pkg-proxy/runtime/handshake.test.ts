import { expect, test } from 'vitest';
import { handshakeLine, refusal } from './handshake.js';

test.each([
  [{ network: 'unix', address: '/tmp/p/socket' }, '1|2|unix|/tmp/p/socket|grpc\n'],
  [{ network: 'tcp', address: '127.0.0.1:4711' }, '1|2|tcp|127.0.0.1:4711|grpc\n'],
] as const)('the line go-plugin waits for: %j', (endpoint, line) => expect(handshakeLine(endpoint)).toBe(line));

test.each([
  [{ grafana_plugin_type: 'datasource' }],
  [{ grafana_plugin_type: 'datasource', PLUGIN_PROTOCOL_VERSIONS: '2' }],
  [{ grafana_plugin_type: 'datasource', PLUGIN_PROTOCOL_VERSIONS: '1,2,3' }],
])('a host that offers %j is served', (env) => expect(refusal(env)).toBeUndefined());

test.each([
  [{}, 'This is a Grafana plugin'],
  [{ grafana_plugin_type: 'app' }, 'This is a Grafana plugin'],
  [{ grafana_plugin_type: 'datasource', PLUGIN_PROTOCOL_VERSIONS: '1,3' }, 'the host offers 1,3'],
])('a host that offers %j is refused', (env, text) => expect(refusal(env)).toContain(text));
