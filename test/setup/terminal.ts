import { spawn } from 'node:child_process';
import { Started } from '../protocol/launch';
import { requirePython } from './python';

/** Runs a program on a terminal of its own, and does what stands in the lines of its input: a word and its arguments, as JSON. */
const DRIVER = `
import fcntl, json, os, pty, select, signal, struct, sys, termios
columns, rows, *command = sys.argv[1:]
def resize(columns, rows): fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack('HHHH', int(rows), int(columns), 0, 0))
master, slave = pty.openpty()
resize(columns, rows)
child = os.fork()
if child == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2): os.dup2(slave, fd)
    os.closerange(3, 64)
    os.execvp(command[0], command)
told = b''
while True:
    ready = select.select([master, 0], [], [], 0.1)[0]
    if master in ready:
        os.write(1, os.read(master, 65536))
        continue
    if 0 in ready:
        data = os.read(0, 65536)
        if not data: os.kill(child, signal.SIGKILL)
        *lines, told = (told + data).split(b'\\n')
        for line in lines:
            word, *args = json.loads(line)
            if word == 'resize': resize(*args)
            if word == 'type': os.write(master, args[0].encode())
            if word == 'signal': os.kill(child, getattr(signal, args[0]))
    pid, status = os.waitpid(child, os.WNOHANG)
    if pid and not select.select([master], [], [], 0)[0]: break
    if pid:
        os.write(1, os.read(master, 65536))
        break
echo = bool(termios.tcgetattr(slave)[3] & termios.ECHO)
print(json.dumps({'code': os.waitstatus_to_exitcode(status), 'echo': echo}), file=sys.stderr)
`;

/** A terminal (pty) in which a program runs, with all that it has written there. */
export class Terminal {
  private constructor(private readonly driver: Started) {}

  static open(
    program: string,
    args: readonly string[],
    { columns, rows, env }: { columns: number; rows: number; env: Readonly<Record<string, string>> },
  ): Terminal {
    const command = ['-c', DRIVER, String(columns), String(rows), program, ...args];
    return new Terminal(new Started(spawn(requirePython(), command, { env, stdio: ['pipe', 'pipe', 'pipe'] })));
  }

  get output(): string {
    return this.driver.stdout;
  }

  /** The lines of the last frame that was drawn: it begins at the upper left corner. */
  frame(): string[] {
    const frame = this.output.split('\x1b[H').at(-1) ?? '';
    return frame.split(/\r+\n/).map((line) => line.replace('\x1b[2K', ''));
  }

  type(keys: string): void {
    this.#tell('type', keys);
  }

  resize(columns: number, rows: number): void {
    this.#tell('resize', columns, rows);
  }

  signal(name: 'SIGINT' | 'SIGTERM'): void {
    this.#tell('signal', name);
  }

  /** How the program ended, and whether the terminal shows again what is typed. */
  async exit(): Promise<{ code: number; echo: boolean }> {
    await this.driver.exit();
    return JSON.parse(this.driver.stderr);
  }

  stop(): Promise<void> {
    this.driver.child.stdin?.end();
    return this.driver.exit().then(() => {});
  }

  #tell(...words: readonly (string | number)[]): void {
    this.driver.child.stdin?.write(`${JSON.stringify(words)}\n`);
  }
}
