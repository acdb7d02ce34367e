import { waitFor } from '../setup/wait-for';
import { GrpcJsClient } from './client';
import { type Bundle, bundle, type Started, start, TEST_PLUGIN } from './launch';

export interface PluginState {
  readonly running: number;
  readonly aborted: number;
  readonly sent: number;
  readonly pid: number;
  /** Its version of Node, as in `v20.20.2`. */
  readonly node: string;
  readonly rss: number;
}

export interface QueryAnswer {
  readonly frames: readonly Buffer[];
  readonly error: string;
  readonly status: number;
  readonly errorSource: string;
  readonly format: string;
}

/** The test plugin in a process of its own, and a client on it. */
export class Session {
  private constructor(
    private readonly bundled: Bundle,
    readonly process: Started,
    readonly address: string,
    readonly client: GrpcJsClient,
  ) {}

  static async open(): Promise<Session> {
    const bundled = await bundle(TEST_PLUGIN);
    const process = start(bundled.file);
    const address = await process.address();
    return new Session(bundled, process, address, new GrpcJsClient(address));
  }

  async close(): Promise<void> {
    this.client.close();
    await this.process.stop();
    await this.bundled.remove();
  }

  /** Runs queries with the refIds A, B, …; a string is sent as it is. @returns the answers by refId */
  async query(queries: readonly (object | string)[], options: object = {}, request: object = {}): Promise<Record<string, QueryAnswer>> {
    const wire = queries.map((query, at) => ({
      refId: String.fromCharCode(65 + at),
      json: Buffer.from(typeof query === 'string' ? query : JSON.stringify(query)),
      timeRange: { fromEpochMS: 1_000, toEpochMS: 2_000 },
    }));
    const { responses } = await this.client.call('pluginv2.Data/QueryData', { queries: wire, ...request }, options);
    return responses as Record<string, QueryAnswer>;
  }

  async resource(path: string, request: object = {}): Promise<{ code: number; headers: unknown; body: string }> {
    const [answer, ...more] = await this.client.collect('pluginv2.Resource/CallResource', { path, url: path, method: 'GET', ...request });
    if (!answer || more.length > 0) throw new Error(`expected one message, got ${more.length + 1}`);
    const { code, headers, body } = answer as { code: number; headers: unknown; body: Buffer };
    return { code, headers, body: body.toString() };
  }

  async state(): Promise<PluginState> {
    return JSON.parse((await this.resource('state')).body);
  }

  /** The errors logged so far. */
  errors(): Record<string, unknown>[] {
    return this.process.log().filter((line) => line['@level'] === 'error');
  }

  /** Waits until the plugin has logged this many errors in all: stderr may come in after the answer. @returns those from `from` on */
  async errorsLogged(from: number, more: number): Promise<Record<string, unknown>[]> {
    await waitFor(`${more} errors in the log`, 20_000, () => this.errors().length >= from + more);
    return this.errors().slice(from);
  }

  /** Waits until the plugin's state is as wanted. */
  until(what: string, wanted: (state: PluginState) => boolean): Promise<PluginState> {
    return waitFor(what, 30_000, async () => {
      const state = await this.state();
      return wanted(state) ? state : undefined;
    });
  }
}
