import { type ErrorSource, PluginError } from 'grafana-node-datasource-runtime';
import { type AnyMessage, englishOf } from '../../../src/contract/messages/message';

/** An error that the browser can word: its details are `{ error: message }`. Alerts and programs get the English text. */
export function saidError(said: AnyMessage, options: { status: number; source?: ErrorSource; cause?: unknown }): PluginError {
  return new PluginError(englishOf(said), { ...options, details: { error: said } });
}
