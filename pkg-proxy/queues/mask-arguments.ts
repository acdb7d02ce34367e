/** What stands for a value that is not shown. */
export const MASK = '***';
const MOST_SHOWN = 200;
/** Celery cuts its reprs at 1,024 characters; what is longer was not made by Celery. */
const MOST_READ = 8192;

/** Celery shows three levels. */
const MOST_DEEP = 50;

/** Within a name, whatever its case and punctuation, these make its value a secret; */
const WITHIN = /passw|passphrase|secret|token|authorization|apikey|accesskey|privatekey|credential|cookie|bearer|signature/;
/** these only as the whole name, because they are part of harmless ones. */
const WHOLE = new Set(['pwd', 'pass', 'auth', 'pin', 'cvv', 'cvc', 'jwt', 'session', 'sessionid', 'sid', 'iban', 'ssn']);
/** User and password in a URL. */
const URL_CREDENTIALS = /:\/\/[^/\s]*@/;

/**
 * Arguments as a person may see them: the repr of a tuple or a dict as Python wrote it, cut at 200 characters, with `***` for the
 * value under every name that is masked, at any depth, and for every text that looks as if it held one. What cannot be read
 * without doubt is masked as a whole. An argument that has no name, as all those by position, is recognised by its text alone.
 * @param repr Celery's `argsrepr` or `kwargsrepr`
 * @param names further names to mask: letters and digits count, case does not
 */
export function maskArguments(repr: string | undefined, names: readonly string[]): string | undefined {
  if (repr === undefined) return undefined;
  const shown = repr.length > MOST_READ ? MASK : new ReprMasker(repr, names).result();
  return shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN - 1)}…` : shown;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** A number, a constant, or what Celery leaves out. */
const PLAIN = /(?:[-+]?(?:\d+(?:\.\d*)?(?:[eE][-+]?\d+)?j?|inf|nan)|True|False|None|datetime\.timezone\.utc|\.\.\.)(?=[\s,:)\]}]|$)/y;
/** `Decimal(`, `datetime.datetime(`, `OrderedDict(` */
const CALL = /[A-Za-z_][\w.]*\(/y;
/** A key of a dict that is no more than a name. */
const NAME = /^b?['"]([\w .-]*)['"]$/;
const KEYWORD = /([A-Za-z_]\w*)=(?!=)/y;

/** Reads one repr from left to right and notes what is to be masked. */
class ReprMasker {
  #at = 0;
  #depth = 0;
  readonly #masked: { readonly from: number; readonly to: number }[] = [];
  readonly #names: ReadonlySet<string>;

  constructor(
    private readonly text: string,
    names: readonly string[],
  ) {
    this.#names = new Set(names.map(plain));
  }

  result(): string {
    const shape = this.text[0];
    if ((shape !== '(' && shape !== '[' && shape !== '{') || !this.#value() || this.#at !== this.text.length) return MASK;
    let shown = '';
    let at = 0;
    // A masked value may hold masked ones, which were noted before it.
    for (const { from, to } of this.#masked.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
      if (from < at) continue;
      shown += this.text.slice(at, from) + MASK;
      at = to;
    }
    return shown + this.text.slice(at);
  }

  /** Whether a value was read that starts here. Everything else is a doubt, and ends the reading. */
  #value(): boolean {
    const from = this.#at;
    if (/^b?['"]/.test(this.text.slice(from, from + 2))) {
      const content = this.#string();
      if (content !== undefined && this.#isSecretText(content)) this.#masked.push({ from, to: this.#at });
      return content !== undefined;
    }
    const opening = this.text[from] ?? '';
    if (CLOSING[opening] !== undefined) {
      this.#at++;
      return this.#items(CLOSING[opening]);
    }
    if (this.#take(PLAIN)) return true;
    return this.#take(CALL) !== undefined && this.#items(')');
  }

  /** The rest of a bracket: values, `key: value` and `name=value`. */
  #items(closing: string): boolean {
    if (++this.#depth > MOST_DEEP) return false;
    for (;;) {
      this.#take(/\s*/y);
      if (this.text[this.#at] === closing) {
        this.#at++;
        this.#depth--;
        return true;
      }
      if (!this.#item()) return false;
      this.#take(/\s*/y);
      if (this.text[this.#at] === ',') this.#at++;
      else if (this.text[this.#at] !== closing) return false;
    }
  }

  #item(): boolean {
    const keyword = this.#take(KEYWORD)?.[1];
    if (keyword !== undefined) return this.#valueOf(keyword);
    const from = this.#at;
    const masked = this.#masked.length;
    if (!this.#value()) return false;
    const key = this.text.slice(from, this.#at);
    if (!this.#take(/\s*:\s*/y)) return true;
    const name = NAME.exec(key)?.[1];
    if (name !== undefined) this.#masked.length = masked; // the name of a secret is none
    return this.#valueOf(name ?? key);
  }

  #valueOf(name: string): boolean {
    const from = this.#at;
    if (!this.#value()) return false;
    if (this.#isSecretName(plain(name))) this.#masked.push({ from, to: this.#at });
    return true;
  }

  /**
   * Celery escapes the quote and nothing else, so a backslash before a quote may be the text's own. Read as an escape it swallows
   * the end of the text, and what comes then is no delimiter.
   */
  #string(): string | undefined {
    const [, quote] = this.#take(/b?(['"])/y) ?? [];
    const from = this.#at;
    while (this.#at < this.text.length && this.text[this.#at] !== quote) this.#at += this.text[this.#at] === '\\' ? 2 : 1;
    if (this.#at >= this.text.length) return undefined;
    return this.text.slice(from, this.#at++);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #isSecretName(name: string): boolean {
    return WITHIN.test(name) || WHOLE.has(name) || this.#names.has(name);
  }

  /** A text that names a secret may hold it: `password=…`, JSON, a URL with a password, a header. */
  #isSecretText(text: string): boolean {
    if (WITHIN.test(plain(text)) || URL_CREDENTIALS.test(text)) return true;
    return [...text.matchAll(/(?<![\w-])([\w-]+)["']?\s*[=:]/g)].some(([, name]) => this.#isSecretName(plain(name ?? '')));
  }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
