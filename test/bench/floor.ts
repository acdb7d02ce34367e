import { createServer } from 'node:http2';
import { create, toBinary } from '@bufbuild/protobuf';
import { frameToArrow } from 'grafana-node-datasource-runtime';
import { QueryDataResponseSchema } from '../../pkg-proxy/runtime/gen/backend_pb';
import { frameMessage } from '../../pkg-proxy/runtime/grpc/framing';
import { makeSocketPlace } from '../../pkg-proxy/runtime/socket';

/**
 * The least a gRPC server in Node can do: reads a request, looks at nothing, answers the same bytes every time. They are of
 * the size of the plugin's answer to a query of one queue.
 */
const frame = frameToArrow({
  refId: 'A',
  meta: {
    type: 'numeric-long',
    typeVersion: [0, 1],
    preferredVisualisationType: 'table',
    notices: [],
    custom: { sampledAt: Date.now(), quality: 'exact' },
  },
  fields: [
    { name: 'broker', type: 'string', values: ['127.0.0.1'] },
    { name: 'queue', type: 'string', values: ['team-0.worker-0000'] },
    { name: 'waiting', type: 'number', values: [1] },
  ],
});
const answer = toBinary(QueryDataResponseSchema, create(QueryDataResponseSchema, { responses: { A: { frames: [frame], status: 200 } } }));

const server = createServer();
server.on('stream', (stream) => {
  stream.on('error', () => {});
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.on('end', () => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.end(frameMessage(answer));
  });
  stream.resume();
});
const place = makeSocketPlace(process.env);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
process.once('exit', place.remove);
server.listen(place.path, () => process.stdout.write(`1|2|unix|${place.path}|grpc\n`));
