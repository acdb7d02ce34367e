/** The domain's log. Messages are full sentences; an `Error` among the fields is logged with its causes. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
