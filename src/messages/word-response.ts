import type { DataFrame, DataQueryError, DataQueryResponse } from '@grafana/data';
import { errorIn, messagesIn } from './parse-messages';
import { wordMessage } from './word-message';

/**
 * Words the notices and the errors of an answer. Frames are changed in place, because a live frame is an object that Grafana keeps.
 * A frame that only carries an error's message is left out.
 */
export function wordResponse(response: DataQueryResponse): DataQueryResponse {
  const errors = new Map<string | undefined, string>();
  const data = response.data.filter((frame: DataFrame) => {
    wordFrame(frame);
    const error = errorIn(frame.meta?.custom);
    if (error) errors.set(frame.refId, wordMessage(error));
    return error === undefined;
  });
  if (data.length === response.data.length) return response;
  const worded = (error: DataQueryError): DataQueryError => ({ ...error, message: errors.get(error.refId) ?? error.message ?? '' });
  return {
    ...response,
    data,
    ...(response.error && { error: worded(response.error) }),
    ...(response.errors && { errors: response.errors.map(worded) }),
  };
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
