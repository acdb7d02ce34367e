import type { DatasourceInstance } from './datasource-instance.js';
import type { PluginError } from './errors.js';
import type { Frame } from './frames/frame.js';

/** The person a request is made for. */
export interface User {
  readonly login: string;
  readonly name: string;
  readonly email: string;
  /** `Viewer`, `Editor`, `Admin` or ''. */
  readonly role: string;
}

/** Who asks, and of which datasource. Comes with every request. */
export interface PluginContext {
  readonly orgId: number;
  readonly pluginId: string;
  readonly pluginVersion: string;
  /** Absent when Grafana asks on its own behalf, as in alert evaluation. */
  readonly user?: User;
  /** Absent when the plugin as a whole is asked, as for its metrics. */
  readonly datasource?: DatasourceInstance;
  /** Grafana's own settings for plugins, e.g. `GF_APP_URL`. */
  readonly grafanaConfig: Readonly<Record<string, string>>;
}

/** One query of a panel or an alert rule. */
export interface DataQuery {
  readonly refId: string;
  readonly queryType: string;
  readonly maxDataPoints: number;
  readonly intervalMs: number;
  /** Epoch ms. */
  readonly from: number;
  /** Epoch ms. */
  readonly to: number;
  /** The query as the editor stored it, parsed, not checked. */
  readonly json: unknown;
}

/** The queries Grafana sends in one go. */
export interface QueryDataRequest {
  readonly context: PluginContext;
  /** `FromAlert: "true"` for alerts; HTTP headers carry the prefix `http_`. */
  readonly headers: Readonly<Record<string, string>>;
  /** All queries of the request whose JSON parses. */
  readonly queries: readonly DataQuery[];
  /** Aborts when the client cancels, its deadline passes or the process stops. Made when it is first read: read it only when you need it. */
  readonly signal: AbortSignal;
}

/** What one query is answered with. */
export type DataResponse = { readonly frames: readonly Frame[]; readonly status?: number } | { readonly error: PluginError };

export interface HealthResult {
  readonly status: 'ok' | 'error' | 'unknown';
  /** Shown below "Save & test". */
  readonly message: string;
  /** JSON; Grafana shows `verboseMessage` of it behind "details". */
  readonly details?: unknown;
}

/** An HTTP request to `/api/datasources/uid/<uid>/resources/<path>`. */
export interface ResourceRequest {
  readonly context: PluginContext;
  /** Without a leading slash and without the query string. */
  readonly path: string;
  readonly method: string;
  /** As asked for, with the query string. */
  readonly url: string;
  readonly query: URLSearchParams;
  /** Lower-case names; several values joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface ResourceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes and strings are sent as they are, everything else as JSON; nothing for undefined. */
  readonly body?: unknown;
}

/** A request for a channel of Grafana Live. */
export interface StreamRequest {
  readonly context: PluginContext;
  /** Without the prefix `ds/<uid>/`. */
  readonly path: string;
  /** What the subscriber sent along, parsed; undefined if nothing. */
  readonly data: unknown;
}

export type SubscribeResult =
  | { readonly status: 'ok'; readonly initial?: Frame }
  | { readonly status: 'notFound' }
  | { readonly status: 'permissionDenied' };

/**
 * Sends a frame to all who watch: `all` (default) with its schema, `data` the values alone, which is enough once the schema is known.
 * Resolves when there is room for the next; rejects when nobody listens any more.
 */
export type SendFrame = (frame: Frame, include?: 'all' | 'data') => Promise<void>;

/**
 * A datasource's backend. Errors meant for the user are thrown as {@link PluginError}; anything else is answered
 * "internal error" and logged. A signal aborts when the client cancels, its deadline passes or the process stops.
 *
 * What is left out is answered as by the Go SDK: 501 for resources, Unimplemented for streams; there are no metrics then.
 */
export interface DatasourcePlugin {
  /** Answers one query; called once per query, all of a request at the same time. One that throws fails alone. */
  query(query: DataQuery, request: QueryDataRequest): Promise<readonly Frame[]> | readonly Frame[];
  /** Answers "Save & test" and Grafana's own checks. */
  checkHealth(context: PluginContext, signal: AbortSignal): Promise<HealthResult>;
  /** The process's metrics in Prometheus' text format. */
  collectMetrics?(context: PluginContext): Promise<string>;
  callResource?(request: ResourceRequest, signal: AbortSignal): Promise<ResourceResponse>;
  /** Whether somebody may watch the channel, and what they see first. */
  subscribeStream?(request: StreamRequest, signal: AbortSignal): Promise<SubscribeResult>;
  /** Feeds a channel as long as anybody watches: one call for all viewers. Grafana calls again only after an error. */
  runStream?(request: StreamRequest, send: SendFrame, signal: AbortSignal): Promise<void>;
  /** Ends everything the plugin started. Called once; given 1.5 seconds. */
  close?(): Promise<void>;
}
