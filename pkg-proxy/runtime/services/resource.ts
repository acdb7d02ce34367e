import { pluginContext } from '../context.js';
import { type CallResourceRequest, Resource } from '../gen/backend_pb.js';
import { type Method, streaming } from '../grpc/method.js';
import { jsonBytes } from '../json.js';
import type { ResourceRequest, ResourceResponse } from '../plugin.js';
import { failureOf } from './failure.js';
import type { ServiceContext } from './service.js';

/** `pluginv2.Resource`: HTTP requests carried over gRPC. An error is answered as JSON `{"message": …}` with its status. */
export function resourceService({ plugin, log }: ServiceContext): Method[] {
  return [
    streaming(Resource.method.callResource, async (wire, send, { signal }) => {
      const { status, headers, body } = await answer(wire);
      const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { values: [value] }]));
      await send({ code: status, headers: lists, body });

      async function answer(request: CallResourceRequest) {
        try {
          if (!plugin.callResource) return encode({ status: 501, body: { message: 'this plugin has no resources' } });
          return encode(await plugin.callResource(parse(request), signal));
        } catch (error) {
          const { status, message } = failureOf(error, signal, log, `resource ${request.method} ${request.path}`);
          return encode({ status, body: { message } });
        }
      }
    }),
  ];
}

function parse(wire: CallResourceRequest): ResourceRequest {
  const mark = wire.url.indexOf('?');
  return {
    context: pluginContext(wire.pluginContext),
    path: wire.path.replace(/^\/+/, ''),
    method: wire.method,
    url: wire.url,
    query: new URLSearchParams(mark < 0 ? '' : wire.url.slice(mark + 1)),
    headers: Object.fromEntries(Object.entries(wire.headers).map(([name, { values }]) => [name.toLowerCase(), values.join(', ')])),
    body: wire.body,
  };
}

function encode({ status, headers, body }: ResourceResponse): { status: number; headers: Record<string, string>; body: Uint8Array } {
  if (body instanceof Uint8Array) return { status, headers: { ...headers }, body };
  if (typeof body === 'string')
    return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: Buffer.from(body) };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: jsonBytes(body) };
}
