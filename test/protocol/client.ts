import { resolve } from 'node:path';
import { type CallOptions, Client, type ClientReadableStream, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { loadSync, type MethodDefinition } from '@grpc/proto-loader';

export { status };

const DEFINITIONS = loadSync(
  ['backend', 'health', 'controller'].map((name) => resolve(`pkg-proxy/runtime/proto/${name}.proto`)),
  { longs: Number, enums: String, defaults: true },
);

/** A client on grpc-js and proto-loader: nothing of it is ours but the names in the proto files. */
export class GrpcJsClient {
  readonly #client: Client;

  /** @param address in the words of gRPC */
  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
      'grpc.use_local_subchannel_pool': 1,
    });
  }

  /** Calls e.g. `pluginv2.Data/QueryData`. Rejects with a ServiceError. */
  call(path: string, request: object, options: CallOptions & { signal?: AbortSignal } = {}): Promise<Record<string, unknown>> {
    const method = methodOf(path);
    return new Promise((done, failed) => {
      const { signal, ...rest } = options;
      const call = this.#client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        rest,
        (error: ServiceError | null, answer?: object) => (error ? failed(error) : done({ ...answer })),
      );
      signal?.addEventListener('abort', () => call.cancel());
    });
  }

  /** Calls a method that streams its answer. The caller cancels it. */
  stream(path: string, request: object): ClientReadableStream<object> {
    const method = methodOf(path);
    const call = this.#client.makeServerStreamRequest(method.path, method.requestSerialize, method.responseDeserialize, request);
    call.on('error', () => {}); // as after cancel(); tests that expect an error add their own listener
    return call;
  }

  /** All messages of a streamed answer. Rejects with a ServiceError. */
  collect(path: string, request: object): Promise<object[]> {
    const call = this.stream(path, request);
    return new Promise((done, failed) => {
      const messages: object[] = [];
      call.on('data', (message: object) => messages.push(message));
      call.on('error', failed);
      call.on('end', () => done(messages));
    });
  }

  close(): void {
    this.#client.close();
  }
}

function methodOf(path: string): MethodDefinition<object, object> {
  const [service = '', name = ''] = path.split('/');
  const definition = DEFINITIONS[service];
  const method = definition && Object.getOwnPropertyDescriptor(definition, name)?.value;
  // A method the proto does not know: sent as an empty message, to see it refused.
  const empty = { requestSerialize: () => Buffer.alloc(0), responseDeserialize: () => ({}) };
  return method ?? { path: `/${path}`, ...empty };
}
