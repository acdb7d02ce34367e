import type { BackendSrv, BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import { lastValueFrom, Observable } from 'rxjs';

/** Grafana's HTTP client on the browser's fetch. Rejects with a FetchError for every status other than 2xx. */
export const backendSrv: BackendSrv = {
  fetch: <T>(options: BackendSrvRequest) =>
    new Observable<FetchResponse<T>>((observer) => {
      const abort = new AbortController();
      send<T>(options, abort.signal).then(
        (response) => {
          observer.next(response);
          observer.complete();
        },
        (error) => observer.error(error),
      );
      return () => abort.abort();
    }),
  get: (url, params, requestId, options) =>
    request({ ...options, method: 'GET', url, params, ...(requestId !== undefined && { requestId }) }),
  delete: (url, data, options) => request({ ...options, method: 'DELETE', url, data }),
  post: (url, data, options) => request({ ...options, method: 'POST', url, data }),
  patch: (url, data, options) => request({ ...options, method: 'PATCH', url, data }),
  put: (url, data, options) => request({ ...options, method: 'PUT', url, data }),
  request,
  datasourceRequest: (options) => lastValueFrom(backendSrv.fetch(options)),
  chunked: () => {
    throw new Error('the workbench does not support chunked requests');
  },
};

async function request<T>(options: BackendSrvRequest): Promise<T> {
  return (await lastValueFrom(backendSrv.fetch<T>(options))).data;
}

async function send<T>(config: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> {
  const url = new URL(config.url.replace(/^(?=[^/])/, '/'), location.origin);
  for (const [name, value] of Object.entries(config.params ?? {})) url.searchParams.append(name, String(value));
  const response = await fetch(url, {
    method: config.method ?? 'GET',
    headers: { ...config.headers, ...(config.data === undefined ? {} : { 'content-type': 'application/json' }) },
    body: config.data === undefined ? null : JSON.stringify(config.data),
    signal,
  });
  const text = await response.text();
  const data = config.responseType === 'text' ? text : readJson(text);
  if (!response.ok) throw { status: response.status, statusText: response.statusText, data, config };
  const { status, statusText, ok, headers, redirected, type } = response;
  return { data, status, statusText, ok, headers, redirected, type, url: response.url, config };
}

function readJson(text: string) {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return { message: text };
  }
}
