import type { DataFrame, DataQueryResponse } from '@grafana/data';
import { messagesIn } from './parse-messages';
import { wordMessage } from './word-message';

/** Words the notices of an answer. Frames are changed in place, because a live frame is an object that Grafana keeps. */
export function wordResponse(response: DataQueryResponse): DataQueryResponse {
  for (const frame of response.data) wordFrame(frame);
  return response;
}

function wordFrame(frame: DataFrame): void {
  const messages = messagesIn(frame.meta?.custom);
  if (messages.length === 0 || !frame.meta?.notices) return;
  // Grafana may add notices of its own after ours.
  const notices = frame.meta.notices.map((notice, i) => {
    const message = messages[i];
    return message ? { ...notice, text: wordMessage(message) } : notice;
  });
  frame.meta = { ...frame.meta, notices };
}
