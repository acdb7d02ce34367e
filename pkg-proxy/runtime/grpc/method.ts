import {
  create,
  type DescMessage,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';

/** What a method knows of the call besides its message. */
export interface Call {
  /** Aborts when the client goes away, the deadline passes or the server stops. */
  readonly signal: AbortSignal;
}

/** Sends one message; resolves when there is room for the next (flow control), rejects when the client is gone. */
export type Send<T> = (message: T) => Promise<void>;

/** One method as the server sees it: bytes in, bytes out. */
export type Method =
  | { readonly path: string; readonly kind: 'unary'; readonly invoke: (request: Uint8Array, call: Call) => Promise<Uint8Array> }
  | {
      readonly path: string;
      readonly kind: 'streaming';
      readonly invoke: (request: Uint8Array, send: Send<Uint8Array>, call: Call) => Promise<void>;
    };

type Named = { readonly name: string; readonly parent: { readonly typeName: string } };
const pathOf = (method: Named): string => `/${method.parent.typeName}/${method.name}`;

/** A method that answers one message with one message. */
export function unary<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  handle: (request: MessageShape<I>, call: Call) => Promise<MessageInitShape<O>> | MessageInitShape<O>,
): Method {
  return {
    path: pathOf(method),
    kind: 'unary',
    invoke: async (request, call) => {
      const answer = await handle(fromBinary(method.input, request), call);
      return toBinary(method.output, create(method.output, answer));
    },
  };
}

/** A method that answers one message with any number of messages; the call ends when the promise does. */
export function streaming<I extends DescMessage, O extends DescMessage>(
  method: DescMethodServerStreaming<I, O>,
  handle: (request: MessageShape<I>, send: Send<MessageInitShape<O>>, call: Call) => Promise<void>,
): Method {
  return {
    path: pathOf(method),
    kind: 'streaming',
    invoke: (request, send, call) =>
      handle(fromBinary(method.input, request), (message) => send(toBinary(method.output, create(method.output, message))), call),
  };
}
