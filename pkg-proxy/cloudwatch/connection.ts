import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { StoreError } from '../queues/metric-store';
import { connectCloudWatch, regionOf } from './client';
import type { CredentialsOptions } from './credentials';

export interface ConnectionOptions extends Pick<CredentialsOptions, 'aws' | 'secrets'> {
  /** `PluginContext.grafanaConfig`; absent outside of Grafana. */
  readonly grafanaConfig?: Readonly<Record<string, string>> | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** A client of CloudWatch, made with the first use: the AWS SDK takes a moment to load. */
export class Connection {
  /** For a person. */
  readonly region: string;
  readonly #env: NodeJS.ProcessEnv;
  #client: Promise<CloudWatchClient> | undefined;
  #closed = false;

  constructor(private readonly options: ConnectionOptions) {
    this.#env = options.env ?? process.env;
    this.region = regionOf(options.aws, this.#env) ?? 'the default region';
  }

  /**
   * A failure is not kept: the next use tries again.
   * @throws StoreError when a setting is missing, wrong or not allowed
   */
  async client(signal: AbortSignal): Promise<CloudWatchClient> {
    if (this.#closed) throw new StoreError('The store is closed.', false);
    const { aws, secrets, grafanaConfig = {} } = this.options;
    this.#client ??= connectCloudWatch({ aws, secrets, grafanaConfig, env: this.#env }).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return withSignal(this.#client, signal);
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
export async function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(new StoreError('CloudWatch did not answer in time.', true));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
