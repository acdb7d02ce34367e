import { withSignals } from '../lifetime/linked';
import { mirror } from './mirror/mirror-command';
import type { Output, Surroundings } from './surroundings';
import { printableLines } from './text';
import { COMMAND_HELP, COMMANDS, type Command, HELP, harmless, UsageError } from './usage';
import { watch } from './watch/watch-command';

const RUN: Readonly<Record<Command, (args: string[], around: Surroundings) => Promise<number>>> = { mirror, watch };

/** Runs `backlog …`. @returns the exit code: 0 done, 1 failed, 2 wrong usage */
export async function runCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const [word, ...rest] = args;
  const output = new Printed(around.stdout);
  around.stderr.on('error', () => {}); // there is nowhere left to report it
  let code: number;
  try {
    code = await withSignals([around.signal, output.ended], (signal) => run(word, rest, { ...around, signal }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const command = COMMANDS.find((name) => name === word);
    const hint = error instanceof UsageError ? `Try "backlog ${command ? `${command} ` : ''}--help".\n` : '';
    around.stderr.write(`backlog: ${printableLines(message)}\n${hint}`);
    code = error instanceof UsageError ? 2 : 1;
  }
  const failure = await output.flushed();
  if (!failure) return code;
  around.stderr.write(`backlog: cannot write to standard output: ${failure.message}\n`);
  return 1;
}

async function run(word: string | undefined, rest: string[], around: Surroundings): Promise<number> {
  const asksForHelp = word === 'help' || word === '--help' || word === '-h';
  const command = COMMANDS.find((name) => name === (asksForHelp ? rest[0] : word));
  if (asksForHelp || (command && rest.some((arg) => arg === '--help' || arg === '-h'))) {
    around.stdout.write(command ? COMMAND_HELP[command] : HELP);
    return 0;
  }
  if (!command) throw new UsageError(`expected ${COMMANDS.join(' or ')}, got ${harmless(word) ?? 'something else'}`);
  return RUN[command](rest, around);
}

/** Standard output, which may close: the reader of a pipe may exit when it has seen enough, as `head` does. That is no error. */
class Printed {
  readonly #ending = new AbortController();
  #failure: Error | undefined;

  constructor(private readonly out: Output) {
    // Stays for the life of the process: an error is reported after the write that caused it, even after the last one.
    out.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') this.#failure ??= error;
      this.#ending.abort();
    });
  }

  /** Aborts when the output is closed. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  /** Waits until everything is written. @returns the write error, unless the reader has closed the pipe */
  async flushed(): Promise<Error | undefined> {
    if (!this.ended.aborted) await new Promise((resolve) => this.out.write('', resolve));
    await new Promise(setImmediate);
    return this.#failure;
  }
}
