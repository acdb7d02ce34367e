import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../setup/paths.mjs';
import { createApi } from './bridge/api';
import { Backend } from './bridge/backend';
import { type DatasourceInput, Datasources } from './bridge/datasources';
import { Live } from './bridge/live';
import { bundlePage } from './bundle-page';
import { sendBundled, sendFile } from './files';

export interface WorkbenchOptions {
  /** Default: a free port. */
  port?: number;
  /** The built plugin. Default: `dist`. */
  dist?: string;
  datasources?: readonly DatasourceInput[];
  /** Additional environment variables of the backend. */
  env?: Record<string, string>;
  /** Called with each line of the backend's log. */
  onLog?: (line: string) => void;
}

export interface Workbench {
  url: string;
  backend: Backend;
  datasources: Datasources;
  stop(): Promise<void>;
}

/** Icons that @grafana/ui requests from the server: their URL path, and their folder. */
const ICONS = '/public/build/';
/** Where the page on React 19 is. */
const REACT_19 = '/react-19/';
const PAGE = join(import.meta.dirname, 'page');
/** An icon that is missing in the published package. */
const SPINNER = `${ICONS}img/icons/unicons/spinner.svg`;
const GRAFANA_PUBLIC = join(ROOT, 'node_modules/@grafana/ui/dist/public');

/** Starts the workbench on loopback: the page, the part of Grafana's HTTP API that the plugin uses, and the built backend. */
export async function startWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const dist = options.dist ?? join(ROOT, 'dist');
  if (!existsSync(join(dist, 'module.js'))) throw new Error('the plugin is not built: run `npm run build`');
  const onLog = options.onLog ?? (() => {});
  const plugin = JSON.parse(await readFile(join(dist, 'plugin.json'), 'utf8'));
  const datasources = new Datasources(plugin.id);
  for (const datasource of options.datasources ?? []) datasources.save(datasource);
  const backend = new Backend(dist, onLog, options.env);
  const live = new Live(datasources, backend, onLog);
  const answer = createApi({ datasources, backend, live });
  const bundle = await bundlePage(18);
  let bundle19: ReturnType<typeof bundlePage> | undefined; // made when first asked for

  const pluginPath = `/public/plugins/${plugin.id}/`;
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (await answer(request, response)) return;
    if (path === '/') await sendFile(PAGE, 'index.html', response);
    else if (path === '/api/workbench')
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: plugin.id }));
    else if (path === SPINNER) await sendFile(PAGE, 'spinner.svg', response);
    else if (path.startsWith(ICONS)) await sendFile(GRAFANA_PUBLIC, path.slice(ICONS.length), response);
    else if (path.startsWith(pluginPath)) await sendFile(dist, path.slice(pluginPath.length), response);
    else if (path.startsWith(REACT_19)) {
      bundle19 ??= bundlePage(19);
      sendBundled(await bundle19, path.slice(REACT_19.length - 1), response);
    } else sendBundled(bundle, path, response);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    backend,
    datasources,
    async stop() {
      live.close();
      server.close();
      server.closeAllConnections();
      await backend.stop();
    },
  };
}
