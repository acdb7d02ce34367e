/** Whose fault an error is: the plugin's (and its caller's), or that of the system it asks. Grafana shows and counts them apart. */
export type ErrorSource = 'plugin' | 'downstream';

/**
 * An error meant for the user: its message is shown in Grafana. Anything else a plugin throws is answered
 * "internal error" and logged, so that nothing leaks by accident.
 */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  /** HTTP status. */
  readonly status: number;
  readonly source: ErrorSource;
  /** For the browser half of the plugin, which finds it in `meta.custom` of an empty frame beside the error of a query. JSON. */
  readonly details: unknown;

  constructor(message: string, options: { status: number; source?: ErrorSource; cause?: unknown; details?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
    this.source = options.source ?? 'plugin';
    this.details = options.details;
  }
}
