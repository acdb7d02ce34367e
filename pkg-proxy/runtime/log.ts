import pino from 'pino';

export type LogFields = Readonly<Record<string, unknown>>;

/** A structured log. Fields are values, not text inside the message; an `Error` among them is written with its causes. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log that adds these fields to every line. */
  child(fields: LogFields): Logger;
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** Parses a level's name; `info` where it is none. */
export function parseLogLevel(name: string | undefined): LogLevel {
  return LEVELS.find((level) => level === name?.trim().toLowerCase()) ?? 'info';
}

/**
 * A log as hashicorp/go-hclog writes it in JSON, one line each, on stderr: go-plugin reads `@level`, `@message` and
 * `@timestamp` and passes all other keys on as fields. Written synchronously, so that the last line before an exit is not lost.
 * @param write takes one line with its line feed; stderr by default
 */
export function createLogger(module: string, level: LogLevel, write?: (line: string) => void): Logger {
  const root = pino(
    {
      level,
      base: { '@module': module },
      messageKey: '@message',
      formatters: { level: (label) => ({ '@level': label }) },
      timestamp: () => `,"@timestamp":"${hclogTime(new Date())}"`,
    },
    write ? { write } : stderr(),
  );
  return wrap(root);
}

/** go-plugin takes a time only with exactly six digits of second, else it logs the whole line as text. */
function hclogTime(time: Date): string {
  return `${time.toISOString().slice(0, -1)}000Z`;
}

function stderr(): pino.DestinationStream {
  const destination = pino.destination({ dest: 2, sync: true });
  destination.on('error', () => {}); // nobody reads stderr any more: the host is gone, and the process about to end
  return destination;
}

function wrap(log: pino.Logger): Logger {
  return {
    debug: (message, fields) => log.debug(plain(fields), message),
    info: (message, fields) => log.info(plain(fields), message),
    warn: (message, fields) => log.warn(plain(fields), message),
    error: (message, fields) => log.error(plain(fields), message),
    child: (fields) => wrap(log.child(plain(fields))),
  };
}

function plain(fields: LogFields | undefined): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields ?? {})) {
    if (!(value instanceof Error)) {
      out[key] = value;
      continue;
    }
    out[key] = describe(value);
    out.stack = value.stack;
  }
  return out;
}

/** An error and its causes in one line. */
function describe(error: Error): string {
  const parts: string[] = [];
  for (let at: unknown = error; at !== undefined && parts.length < 10; at = at instanceof Error ? at.cause : undefined) {
    parts.push(at instanceof Error ? `${at.name}: ${at.message}` : String(at));
  }
  return parts.join(' ← ');
}
