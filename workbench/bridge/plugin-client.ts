import { join } from 'node:path';
import {
  type ClientReadableStream,
  credentials,
  type GrpcObject,
  loadPackageDefinition,
  type ServiceClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** The messages of backend.proto that the bridge uses, in the form of proto-loader (bytes are Buffers, 64-bit numbers are numbers). */
export interface PluginContext {
  orgId: number;
  pluginId: string;
  dataSourceInstanceSettings: {
    id: number;
    uid: string;
    name: string;
    url: string;
    user: string;
    jsonData: Buffer;
    decryptedSecureJsonData: Record<string, string>;
    lastUpdatedMS: number;
  };
}
export interface DataQuery {
  refId: string;
  queryType: string;
  maxDataPoints: number;
  intervalMS: number;
  timeRange: { fromEpochMS: number; toEpochMS: number };
  json: Buffer;
}
export interface DataResponse {
  frames: Buffer[];
  error: string;
  status: number;
  errorSource: string;
}
export interface ResourceRequest {
  pluginContext: PluginContext;
  path: string;
  method: string;
  url: string;
  headers: Record<string, { values: string[] }>;
  body: Buffer;
}
export interface ResourceResponse {
  code: number;
  headers: Record<string, { values: string[] }>;
  body: Buffer;
}

/** A go-plugin client on grpc-js with one function per call. All reject with grpc-js's ServiceError. */
export interface PluginClient {
  queryData(request: { pluginContext: PluginContext; queries: DataQuery[] }): Promise<{ responses: Record<string, DataResponse> }>;
  checkHealth(request: {
    pluginContext: PluginContext;
  }): Promise<{ status: 'UNKNOWN' | 'OK' | 'ERROR'; message: string; jsonDetails: Buffer }>;
  collectMetrics(): Promise<{ metrics: { prometheus: Buffer } | null }>;
  callResource(request: ResourceRequest): Promise<ResourceResponse>;
  subscribeStream(request: { pluginContext: PluginContext; path: string }): Promise<{ status: string }>;
  /** Packets until the backend ends the stream or `signal` aborts. */
  runStream(request: { pluginContext: PluginContext; path: string }, signal: AbortSignal): AsyncIterable<{ data: Buffer }>;
  shutdown(): Promise<unknown>;
  close(): void;
}

const PROTO = join(import.meta.dirname, '../../pkg-proxy/runtime/proto');
const LOADER = { keepCase: true, longs: Number, enums: String, defaults: true };
const LIMITS = { 'grpc.max_receive_message_length': 64 << 20, 'grpc.max_send_message_length': 64 << 20 };
/** Longer than any call may take, so that a hanging backend fails with DEADLINE_EXCEEDED. */
const DEADLINE_MS = 30_000;

export function connectPlugin(address: string): PluginClient {
  const root = loadPackageDefinition(loadSync(['backend.proto', 'controller.proto'], { ...LOADER, includeDirs: [PROTO] }));
  const client = (path: string) => new (serviceAt(root, path))(address, credentials.createInsecure(), LIMITS);
  const services = {
    data: client('pluginv2.Data'),
    diagnostics: client('pluginv2.Diagnostics'),
    resource: client('pluginv2.Resource'),
    stream: client('pluginv2.Stream'),
    controller: client('plugin.GRPCController'),
  };
  type Service = keyof typeof services;

  const unary = <Response>(service: Service, method: string, request: unknown) =>
    new Promise<Response>((resolve, reject) => {
      const call = services[service][method]?.bind(services[service]);
      call?.(request, { deadline: Date.now() + DEADLINE_MS }, (error: ServiceError | null, response: Response) =>
        error ? reject(error) : resolve(response),
      );
    });
  const streaming = <Response>(service: Service, method: string, request: unknown, options: { deadline?: number } = {}) =>
    services[service][method]?.bind(services[service])(request, options) as ClientReadableStream<Response>;

  return {
    queryData: (request) => unary('data', 'QueryData', request),
    checkHealth: (request) => unary('diagnostics', 'CheckHealth', request),
    collectMetrics: () => unary('diagnostics', 'CollectMetrics', {}),
    async callResource(request) {
      const parts: ResourceResponse[] = [];
      for await (const part of streaming<ResourceResponse>('resource', 'CallResource', request, { deadline: Date.now() + DEADLINE_MS })) {
        parts.push(part);
      }
      const [first] = parts;
      if (!first) throw new Error('the backend closed the resource call without an answer');
      return { ...first, body: Buffer.concat(parts.map((part) => part.body)) };
    },
    subscribeStream: (request) => unary('stream', 'SubscribeStream', request),
    async *runStream(request, signal) {
      const call = streaming<{ data: Buffer }>('stream', 'RunStream', request);
      const cancel = () => call.cancel();
      signal.addEventListener('abort', cancel, { once: true });
      try {
        yield* call;
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener('abort', cancel);
        call.cancel();
      }
    },
    shutdown: () => unary('controller', 'Shutdown', {}),
    close: () => {
      for (const service of Object.values(services)) service.close();
    },
  };
}

function serviceAt(root: GrpcObject, path: string): ServiceClientConstructor {
  const found = path.split('.').reduce<unknown>((node, name) => (node as GrpcObject | undefined)?.[name], root);
  if (typeof found !== 'function') throw new Error(`no service ${path} in the protos`);
  return found as ServiceClientConstructor;
}
