import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { GrpcJsClient } from '../protocol/client';
import { COOKIE, Started } from '../protocol/launch';

/** A datasource as provisioning writes it. */
export interface TestDatasource {
  readonly uid: string;
  readonly url: string;
  readonly user?: string;
  readonly jsonData?: Record<string, unknown>;
  readonly secureJsonData?: Record<string, string>;
}

export interface TestFrame {
  readonly schema: {
    readonly meta?: {
      readonly type?: string;
      readonly channel?: string;
      readonly notices?: { severity: string; text: string }[];
      readonly custom?: Record<string, unknown>;
    };
    readonly fields: readonly {
      readonly name: string;
      readonly type: string;
      readonly labels?: Record<string, string>;
      readonly config?: Record<string, unknown>;
      readonly typeInfo: { frame: string; nullable?: boolean };
    }[];
  };
  readonly data: { readonly values: readonly unknown[][] };
}

export interface TestAnswer {
  readonly frames: readonly TestFrame[];
  readonly error: string;
  readonly status: number;
  readonly errorSource: string;
}

/** The built plugin, started and asked as Grafana does it; frames come as JSON. */
export class Backend {
  private constructor(
    readonly process: Started,
    private readonly client: GrpcJsClient,
  ) {}

  /** @param env what the host hands over besides the cookie */
  static async start(env: Record<string, string> = {}): Promise<Backend> {
    const executable = resolve(
      `dist/gpx_backlog_${process.platform === 'darwin' ? 'darwin' : 'linux'}_${process.arch === 'arm64' ? 'arm64' : 'amd64'}`,
    );
    if (!existsSync(executable)) throw new Error('no dist/: run `npm run build` first');
    const started = new Started(
      spawn(executable, { env: { ...COOKIE, GF_PLUGIN_NODE: process.execPath, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    return Backend.of(started);
  }

  /** @param root the folder that is the plugin's root directory */
  static async of(started: Started, root = ''): Promise<Backend> {
    return new Backend(started, new GrpcJsClient((await started.address()).replace(/^unix:/, `unix:${root}`)));
  }

  /** Runs queries over the last `rangeMs`; refIds are A, B, … @returns the answers in the order of the queries */
  async query(
    ds: TestDatasource,
    queries: readonly (object | string)[],
    options: { rangeMs?: number; intervalMs?: number; deadlineMs?: number } = {},
  ): Promise<TestAnswer[]> {
    const { rangeMs = 3600_000, intervalMs = 1000, deadlineMs = 20_000 } = options;
    const now = Date.now();
    const wire = queries.map((query, i) => ({
      refId: String.fromCharCode(65 + i),
      json: Buffer.from(typeof query === 'string' ? query : JSON.stringify(query)),
      maxDataPoints: 10_000,
      intervalMS: intervalMs,
      timeRange: { fromEpochMS: now - rangeMs, toEpochMS: now },
    }));
    const request = { pluginContext: contextOf(ds), queries: wire, format: 'JSON' };
    const { responses } = (await this.client.call('pluginv2.Data/QueryData', request, { deadline: now + deadlineMs })) as {
      responses: Record<string, Omit<TestAnswer, 'frames'> & { frames: Buffer[] }>;
    };
    return wire.map(({ refId }) => {
      const answer = responses[refId];
      if (!answer) throw new Error(`no answer for ${refId}`);
      return { ...answer, frames: answer.frames.map((f) => JSON.parse(f.toString())) };
    });
  }

  async health(ds: TestDatasource): Promise<{ status: string; message: string; details: Record<string, unknown> }> {
    const answer = await this.client.call(
      'pluginv2.Diagnostics/CheckHealth',
      { pluginContext: contextOf(ds) },
      { deadline: Date.now() + 5000 },
    );
    const { status, message, jsonDetails } = answer as { status: string; message: string; jsonDetails: Buffer };
    return { status, message, details: jsonDetails.length > 0 ? JSON.parse(jsonDetails.toString()) : {} };
  }

  async resource(ds: TestDatasource, url: string): Promise<{ code: number; body: Record<string, unknown> }> {
    const [path] = url.split('?');
    const [answer] = await this.client.collect('pluginv2.Resource/CallResource', {
      pluginContext: contextOf(ds),
      path,
      url,
      method: 'GET',
    });
    const { code, body } = answer as { code: number; body: Buffer };
    return { code, body: JSON.parse(body.toString()) };
  }

  async metrics(): Promise<string> {
    const { metrics } = (await this.client.call('pluginv2.Diagnostics/CollectMetrics', {})) as { metrics: { prometheus: Buffer } };
    return metrics.prometheus.toString();
  }

  async subscribe(ds: TestDatasource, path: string): Promise<{ status: string; data: Buffer }> {
    return (await this.client.call('pluginv2.Stream/SubscribeStream', { pluginContext: contextOf(ds), path })) as {
      status: string;
      data: Buffer;
    };
  }

  runStream(ds: TestDatasource, path: string) {
    return this.client.stream('pluginv2.Stream/RunStream', { pluginContext: contextOf(ds), path });
  }

  async stop(): Promise<void> {
    await this.client.call('plugin.GRPCController/Shutdown', {}).catch(() => undefined);
    this.client.close();
    await this.process.stop();
  }
}

function contextOf({ uid, url, user = '', jsonData = {}, secureJsonData = {} }: TestDatasource) {
  return {
    orgId: 1,
    pluginId: 'backlog-celery-datasource',
    dataSourceInstanceSettings: {
      id: 1,
      uid,
      name: uid,
      url,
      user,
      jsonData: Buffer.from(JSON.stringify(jsonData)),
      decryptedSecureJsonData: secureJsonData,
      lastUpdatedMS: 1,
    },
    grafanaConfig: { AWS_AUTH_AllowedAuthProviders: 'default,keys,credentials' },
  };
}

/** The column of a frame by the name of its field. */
export function column(frame: TestFrame | undefined, name: string): unknown[] {
  const at = frame?.schema.fields.findIndex((field) => field.name === name) ?? -1;
  const values = frame?.data.values[at];
  if (!values) throw new Error(`no field ${name} in ${JSON.stringify(frame?.schema.fields.map((f) => f.name))}`);
  return values;
}
