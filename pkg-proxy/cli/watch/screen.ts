import type { Keyboard, Output } from '../surroundings';

/** The terminal's alternate screen, without cursor or line wrapping. LEAVE restores what was there before. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';

export interface ScreenEvents {
  /** The terminal was resized, or the process is in the foreground again. */
  readonly onChange: () => void;
  /** `q` or Ctrl-C. */
  readonly onQuit: () => void;
}

/** Takes the whole terminal until `close()`, which restores it. So does any end of the process that JavaScript can see. */
export class Screen {
  #open = false;
  readonly #leave = () => {
    if (!this.#open) return;
    this.#open = false;
    if (this.keyboard.isTTY) this.keyboard.setRawMode?.(false);
    this.out.write(LEAVE);
  };
  readonly #enter = () => {
    this.#open = true;
    if (this.keyboard.isTTY) this.keyboard.setRawMode?.(true);
    this.out.write(ENTER);
  };
  readonly #resume = () => {
    this.#enter();
    this.events.onChange();
  };
  readonly #read = (keys: Buffer | string) => {
    for (const key of String(keys)) {
      if (key === 'q' || key === '\x03') this.events.onQuit();
      if (key === '\x1a') this.#suspend();
    }
  };

  constructor(
    private readonly out: Output,
    private readonly keyboard: Keyboard,
    private readonly events: ScreenEvents,
  ) {
    this.#enter();
    out.on('resize', events.onChange);
    process.on('exit', this.#leave);
    if (keyboard.isTTY) keyboard.on('data', this.#read).resume();
  }

  get columns(): number {
    return this.out.columns || 80;
  }

  get rows(): number {
    return this.out.rows || 24;
  }

  /** Draws over the previous lines, without flicker. At most as many lines as the screen has rows. */
  show(lines: readonly string[]): void {
    if (!this.#open) return;
    // Each line is erased before it is written: erasing after the last column would delete the character in it.
    const rest = lines.length < this.rows ? '\r\n\x1b[J' : '';
    this.out.write(`\x1b[H${lines.map((line) => `\x1b[2K${line}`).join('\r\n')}${rest}`);
  }

  close(): void {
    this.#leave();
    this.out.off('resize', this.events.onChange);
    process.off('exit', this.#leave);
    process.off('SIGCONT', this.#resume);
    if (this.keyboard.isTTY) this.keyboard.off('data', this.#read).pause();
  }

  /** Ctrl-Z. In raw mode the terminal sends no signal for it. */
  #suspend(): void {
    this.#leave();
    process.once('SIGCONT', this.#resume);
    process.kill(0, 'SIGTSTP');
  }
}
