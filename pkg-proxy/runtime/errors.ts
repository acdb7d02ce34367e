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

  constructor(message: string, options: { status: number; source?: ErrorSource; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
    this.source = options.source ?? 'plugin';
  }
}
