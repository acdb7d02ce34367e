/** The gRPC status codes this server answers with (github.com/grpc/grpc, doc/statuscodes.md). */
export const Status = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

export type StatusCode = (typeof Status)[keyof typeof Status];

/** An error with a gRPC status. Thrown by a method it becomes that call's answer; its message is sent to the client. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError';

  constructor(
    readonly code: StatusCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Encodes a text for the `grpc-message` trailer: UTF-8, every byte but printable ASCII, and `%` itself, as `%XX`
 * (github.com/grpc/grpc, doc/PROTOCOL-HTTP2.md, "Status-Message").
 */
export function encodeMessage(text: string): string {
  if (/^[ -$&-~]*$/.test(text)) return text;
  let out = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const printable = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    out += printable ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
