/** Where the domain says what happened, in full sentences; who is told, and how it is written, is for others. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
