import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';

/**
 * Answers with headers alone. A client that is still sending a request nobody reads is told to stop, without harm to the answer.
 * That has to wait until Node has handed the headers on, which it does before the next immediate: Node 22.23.3 and 26.10.0 drop
 * them when the stream is closed earlier, and the client then gets no answer at all.
 */
export function answerHeadersOnly(stream: ServerHttp2Stream, headers: OutgoingHttpHeaders): void {
  stream.respond(headers, { endStream: true });
  if (!stream.readableEnded) setImmediate(() => stream.close(constants.NGHTTP2_NO_ERROR));
}
