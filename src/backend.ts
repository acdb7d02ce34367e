import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { CostResource, NamesResource, PreviewResource, QueueEntry } from './contract/resources';
import { parseCost, parseNames, parsePreview, parseQueues } from './resource-answers';

/** `GET queues` of the data source with this uid. Rejects without an error popup, because completion is optional. */
export async function loadQueues(uid: string): Promise<readonly QueueEntry[]> {
  return parseQueues(await get(uid, 'queues'));
}

/** `GET preview`: which known queues these patterns select. Rejects like `loadQueues`. */
export async function loadPreview(uid: string, queues: readonly string[], exclude: readonly string[]): Promise<PreviewResource> {
  const query = new URLSearchParams([...queues.map((entry) => ['queues', entry]), ...exclude.map((entry) => ['exclude', entry])]);
  return parsePreview(await get(uid, `preview?${query}`));
}

/** `GET names`: what else is known by name. Rejects like `loadQueues`. */
export async function loadNames(uid: string): Promise<NamesResource> {
  return parseNames(await get(uid, 'names'));
}

/** `GET cost`: monthly cost of the mirror, with the settings in the query. Rejects like `loadQueues`. */
export async function loadCost(uid: string, query: string): Promise<CostResource> {
  return parseCost(await get(uid, `cost?${query}`));
}

async function get(uid: string, resource: string): Promise<unknown> {
  const url = `/api/datasources/uid/${encodeURIComponent(uid)}/resources/${resource}`;
  const response = await lastValueFrom(
    getBackendSrv().fetch<unknown>({ method: 'GET', url, showErrorAlert: false, hideFromInspector: true }),
  );
  return response.data;
}
