import type { Frame, Notice } from 'grafana-node-datasource-runtime';
import { type AnyMessage, englishOf, entryOf } from '../../../src/contract/messages/message';

/** A notice that the browser can word. */
export interface SaidNotice extends Notice {
  readonly said: AnyMessage;
}

export function say(said: AnyMessage): SaidNotice {
  return { severity: entryOf(said.code).severity, text: englishOf(said), said };
}

/**
 * The frame with the messages of its notices in `meta.custom.messages`, one for each notice and null for one without: Grafana passes
 * only the text of a notice on. Without a message the frame is returned as it is.
 */
export function withMessages(frame: Frame): Frame {
  const { notices = [], custom } = frame.meta ?? {};
  const messages = notices.map((notice) => (isSaid(notice) ? notice.said : null));
  if (messages.every((said) => said === null)) return frame;
  const plain = notices.map(({ severity, text, link }) => ({ severity, text, ...(link !== undefined && { link }) }));
  const others = typeof custom === 'object' && custom !== null ? custom : {};
  return { ...frame, meta: { ...frame.meta, notices: plain, custom: { ...others, messages } } };
}

function isSaid(notice: Notice): notice is SaidNotice {
  return 'said' in notice;
}
