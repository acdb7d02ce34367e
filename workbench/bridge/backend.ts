import { connectPlugin, type PluginClient } from './plugin-client';
import { backendExecutable, type PluginProcess, startPluginProcess } from './plugin-process';

interface Running {
  process: PluginProcess;
  client: PluginClient;
}

/** The backend of one plugin folder. Like Grafana, starts it when first needed, and again after it died. */
export class Backend {
  #running: Promise<Running> | undefined;
  #stopped = false;

  /** @param env additional environment variables, as from Grafana's `[plugin.<id>]` section or `forward_host_env_vars` */
  constructor(
    readonly dist: string,
    readonly onLog: (line: string) => void,
    readonly env: Record<string, string> = {},
  ) {}

  async client(): Promise<PluginClient> {
    return (await this.#start()).client;
  }

  async pid(): Promise<number> {
    return (await this.#start()).process.pid;
  }

  /** Asks it to shut down and waits; after 5 s it is killed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const running = await this.#running?.catch(() => undefined);
    if (!running) return;
    const timer = setTimeout(running.process.kill, 5000);
    await running.client.shutdown().catch(() => {}); // it may end before it answers
    await running.process.exited;
    clearTimeout(timer);
  }

  #start(): Promise<Running> {
    if (this.#stopped) return Promise.reject(new Error('the backend has been stopped'));
    this.#running ??= this.#launch().catch((error) => {
      this.#running = undefined;
      throw error;
    });
    return this.#running;
  }

  async #launch(): Promise<Running> {
    const started = await startPluginProcess(await backendExecutable(this.dist), this.onLog, {
      GF_PLUGIN_NODE: process.execPath,
      ...this.env,
    });
    const client = connectPlugin(started.address);
    void started.exited.then(() => {
      client.close();
      this.#running = undefined;
      if (!this.#stopped) this.onLog('the backend ended unexpectedly; the next call restarts it');
    });
    return { process: started, client };
  }
}
