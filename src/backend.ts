import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import type { CostResource, QueueEntry } from './contract/resources';
import { parseCost, parseQueues } from './resource-answers';

/** `GET queues` of the data source with this uid. Rejects without an error popup, because completion is optional. */
export async function loadQueues(uid: string): Promise<readonly QueueEntry[]> {
  return parseQueues(await get(uid, 'queues'));
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
