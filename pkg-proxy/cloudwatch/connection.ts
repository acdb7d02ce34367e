import { isDeepStrictEqual } from 'node:util';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { message } from '../../src/contract/messages/message';
import { unlessAborted } from '../lifetime/abort';
import { StoreError } from '../queues/ports/metric-store';
import { connectCloudWatch, regionOf } from './client';
import type { CredentialsOptions } from './credentials';

type GrafanaConfig = Readonly<Record<string, string>>;

export interface ConnectionOptions extends Pick<CredentialsOptions, 'aws' | 'secrets'> {
  /**
   * `PluginContext.grafanaConfig` of the last request: a mirror may run before the first one, and then follows what Grafana says.
   * Absent outside of Grafana.
   */
  readonly grafanaConfig?: (() => GrafanaConfig) | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** A client of CloudWatch, made with the first use: the AWS SDK takes a moment to load. */
export class CloudWatchConnection {
  /** For a person. */
  readonly region: string;
  readonly #env: NodeJS.ProcessEnv;
  #client: Promise<CloudWatchClient> | undefined;
  /** What Grafana said of AWS when the client was made. */
  #said: GrafanaConfig = {};
  #closed = false;

  constructor(private readonly options: ConnectionOptions) {
    this.#env = options.env ?? process.env;
    this.region = regionOf(options.aws, this.#env) ?? 'the default region';
  }

  /**
   * A failure is not kept: the next use tries again. What Grafana allows is asked at each use.
   * @throws StoreError when a setting is missing, wrong or not allowed
   */
  async client(signal: AbortSignal): Promise<CloudWatchClient> {
    if (this.#closed) throw new StoreError('The store is closed.', false);
    const { aws, secrets } = this.options;
    this.#listen();
    const grafanaConfig = this.#said;
    this.#client ??= connectCloudWatch({ aws, secrets, grafanaConfig, env: this.#env }).catch((error: unknown) => {
      if (this.#said === grafanaConfig) this.#client = undefined;
      throw error;
    });
    return withSignal(this.#client, signal);
  }

  /** Takes note of what Grafana says of AWS now, if anything; a client that was made under other words is not used again. */
  #listen(): void {
    const said = Object.fromEntries(Object.entries(this.options.grafanaConfig?.() ?? {}).filter(([name]) => name.startsWith('AWS_')));
    if (Object.keys(said).length === 0 || isDeepStrictEqual(said, this.#said)) return;
    this.#said = said;
    this.#client = undefined; // its requests under way may end, and its idle connections close by themselves
  }

  close(): void {
    this.#closed = true;
    this.#client?.then(
      (client) => client.destroy(),
      () => undefined,
    );
    this.#client = undefined;
  }
}

/** Settles when the signal does, whatever the SDK is waiting for: credentials are not looked up under a signal. */
export function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return unlessAborted(work, signal, () => {
    throw new StoreError(message('aws.late'), true);
  });
}
