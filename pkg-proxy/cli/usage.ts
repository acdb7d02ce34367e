import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The arguments of the command are wrong. */
export class UsageError extends Error {}

export const COMMANDS = ['watch', 'mirror'] as const;
export type Command = (typeof COMMANDS)[number];

export const HELP = `Usage: backlog <command> [options]

Celery queues on Redis, in your terminal and in Amazon CloudWatch.

Commands:
  watch     show the queues and keep them up to date
  mirror    copy the queues to CloudWatch until stopped

"backlog <command> --help" lists the options.
`;

export const COMMAND_HELP: Readonly<Record<Command, string>> = {
  watch: `Usage: backlog watch URL [options]
       backlog watch --config FILE... [options]

Shows the queues of Celery brokers, worst first, and keeps them up to date. In a
terminal it fills the screen; q or Ctrl-C quits. In a pipe or a file it prints
the table once, then a line for each queue that changes.

  URL               a broker: redis://user:password@host:6379/0, rediss://...,
                    redis+socket://... or sentinel://...
  --url URL         the same
  --config FILE...  brokers, queues and thresholds from Grafana provisioning
                    files (data sources of type backlog-celery-datasource);
                    keeps passwords out of the process list
  --queue NAME      show this queue even if the broker does not know it; can be
                    repeated
  --every SECONDS   how often to read the brokers (default 2)
  --once            print the table once and exit; the exit code is 1 if a
                    broker or a file cannot be read
  --json            print JSON: with --once a list of queues, otherwise one
                    object per line
  -h, --help        print this help

Set NO_COLOR to turn colors off.
`,
  mirror: `Usage: backlog mirror --config FILE... [options]

Copies queues to Amazon CloudWatch until SIGTERM or Ctrl-C. It mirrors each data
source of type backlog-celery-datasource with jsonData.mirror.enabled: true. If
a file or data source cannot be read, the log and /readyz say so, and the others
are mirrored. If none is left, the exit code is 1.

  --config FILE...    Grafana provisioning files; the file name may contain *
  --listen HOST:PORT  where to serve /healthz, /readyz, /metrics and
                      /workers/<name> (default 127.0.0.1:9464)
  -h, --help          print this help
`,
};

/**
 * Node's `parseArgs`, with errors for a person. They name options and never repeat a value, which may be a URL with a password.
 * @throws UsageError
 */
export function readWords<T extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: T) {
  const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) throw new UsageError(`unknown option${harmless(token.rawName) ? ` ${token.rawName}` : ''}`);
    if (option.type === 'boolean' && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
    const missing = token.value === undefined || token.value === '' || (!token.inlineValue && token.value.startsWith('-'));
    if (option.type === 'string' && missing) throw new UsageError(`${token.rawName} needs a value`);
  }
  return parseArgs({ args, options, allowPositionals: true });
}

/** The word, if it is safe to print because it cannot be a URL with a password. */
export function harmless(word = 'nothing'): string | undefined {
  return /^[\w-]{1,40}$/.test(word) ? word : undefined;
}

/** Whether a word looks like the URL of a broker. */
export function isUrl(word: string): boolean {
  return word.includes('://');
}

/** The files of `--config` and the words after it: the shell expands `--config provisioning/*.yaml` to one option and more words. */
export function configFiles(config: readonly string[], positionals: readonly string[]): string[] {
  const files = [...config, ...positionals];
  if (files.some(isUrl)) throw new UsageError('--config takes files, got a URL');
  return files;
}
