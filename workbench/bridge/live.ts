import type { ServerResponse } from 'node:http';
import type { Backend } from './backend';
import type { Datasources } from './datasources';

interface Channel {
  readonly viewers: Set<ServerResponse>;
  /** Ends the current stream. */
  abort: AbortController;
}

/** Delay before a failed stream is retried. */
const RETRY_MS = 2000;

/**
 * Grafana Live for the page: one RunStream per channel for any number of viewers, and one HTTP event stream per viewer. The
 * first viewer starts the stream, and the last one cancels it.
 */
export class Live {
  readonly #channels = new Map<string, Channel>();

  constructor(
    readonly datasources: Datasources,
    readonly backend: Backend,
    readonly onLog: (line: string) => void,
  ) {}

  /** Adds a viewer to `ds/<uid>/<path>`. Answers 404 if the backend does not know the path. */
  async join(uid: string, path: string, response: ServerResponse): Promise<void> {
    const pluginContext = this.datasources.context(uid);
    const subscribed = pluginContext && (await (await this.backend.client()).subscribeStream({ pluginContext, path }));
    if (subscribed?.status !== 'OK') {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).flushHeaders();
    const key = `${uid}/${path}`;
    const channel = this.#channels.get(key) ?? this.#open(uid, path);
    channel.viewers.add(response);
    response.on('close', () => {
      channel.viewers.delete(response);
      if (channel.viewers.size === 0) this.#end(key, channel);
    });
  }

  /** Restarts the streams of a data source with its new settings. */
  restart(uid: string): void {
    for (const [key, channel] of this.#channels) {
      if (!key.startsWith(`${uid}/`)) continue;
      channel.abort.abort();
      channel.abort = new AbortController();
      void this.#follow(uid, key.slice(uid.length + 1), channel);
    }
  }

  close(): void {
    for (const [key, channel] of this.#channels) {
      this.#end(key, channel);
      for (const viewer of channel.viewers) viewer.end();
    }
  }

  #open(uid: string, path: string): Channel {
    const channel: Channel = { viewers: new Set(), abort: new AbortController() };
    this.#channels.set(`${uid}/${path}`, channel);
    void this.#follow(uid, path, channel);
    return channel;
  }

  #end(key: string, channel: Channel): void {
    channel.abort.abort();
    this.#channels.delete(key);
  }

  async #follow(uid: string, path: string, channel: Channel): Promise<void> {
    const { signal } = channel.abort;
    while (!signal.aborted) {
      try {
        const pluginContext = this.datasources.context(uid);
        if (!pluginContext) return;
        const client = await this.backend.client();
        for await (const { data } of client.runStream({ pluginContext, path }, signal)) {
          for (const viewer of channel.viewers) viewer.write(`data: ${data.toString()}\n\n`);
        }
      } catch (error) {
        this.onLog(`live ${path}: ${error instanceof Error ? error.message : error}`);
      }
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
