/** Replaces a hidden value. */
export const MASK = '***';
const MOST_SHOWN = 200;
/** Celery cuts its reprs at 1,024 characters. Anything longer was not made by Celery. */
const MOST_READ = 8192;

/** Celery shows three levels. */
const MOST_DEEP = 50;

/** A name that contains one of these, in any case and punctuation, has a secret value. */
const WITHIN =
  /passw|passphrase|passcode|passkey|pwd|secret|token|authorization|apikey|accesskey|authkey|privatekey|signingkey|encryptionkey|credential|cookie|bearer|signature/;
/** These count only as a whole word, as in `db_pass`, `userPIN` or `X-Auth-Key`, because harmless names contain them. */
const WORDS = new Set('pw pass auth pin otp totp cvv cvc jwt session sessionid sid iban ssn'.split(' '));
/** The same for names in which people leave out the separator. */
const WORD = /^(?:db|user|usr|smtp|imap|mail|ftp|ldap|ssh|auth|admin|root|my|pg)(?:pass|pw)$/;
/** A header for HTTP's Basic authentication. */
const BASIC = /\bbasic\s+[\w+/=-]{6,}/i;
/** A name alone, as an option, or before the colon of a header: up to three words. */
const BARE_NAME = /^-{0,2}[\w.-]+(?: [\w.-]+){0,2} ?[:=]?$/;

/**
 * Arguments as a person may see them: Python's repr of a tuple or a dict, cut at 200 characters. `***` replaces the value of every
 * masked name, at any depth, and every text that looks like it holds a secret. If such a name is itself a value, as in
 * `('--password', …)` or `{'name': 'password', 'value': …}`, all values of that bracket are masked. A repr that cannot be parsed with
 * certainty is masked as a whole. An argument without a name, such as a positional one, is judged by its text alone.
 * @param repr Celery's `argsrepr` or `kwargsrepr`
 * @param names further names to mask: letters and digits count, case does not
 */
export function maskArguments(repr: string | undefined, names: readonly string[]): string | undefined {
  if (repr === undefined) return undefined;
  const shown = repr.length > MOST_READ ? MASK : new ReprMasker(repr, names).result();
  return shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN - 1)}…` : shown;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** A number, a constant, or Celery's ellipsis. */
const PLAIN = /(?:[-+]?(?:\d+(?:\.\d*)?(?:[eE][-+]?\d+)?j?|inf|nan)|True|False|None|datetime\.timezone\.utc|\.\.\.)(?=[\s,:)\]}]|$)/y;
/** `Decimal(`, `datetime.datetime(`, `OrderedDict(` */
const CALL = /[A-Za-z_][\w.]*\(/y;
/** A dict key that is a plain name. */
const NAME = /^b?['"]([\w .-]*)['"]$/;
const KEYWORD = /([A-Za-z_]\w*)=(?!=)/y;

/** The position of a value, and its content if it is a text. */
interface Value {
  readonly from: number;
  readonly to: number;
  readonly text?: string;
}

/** Parses one repr from left to right and notes what to mask. */
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
    // A masked value may contain masked ones, which were noted first.
    for (const { from, to } of this.#masked.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
      if (from < at) continue;
      shown += this.text.slice(at, from) + MASK;
      at = to;
    }
    return shown + this.text.slice(at);
  }

  /** The value that starts here. Undefined if it is anything else, which ends the parsing. */
  #value(): Value | undefined {
    const from = this.#at;
    if (/^b?['"]/.test(this.text.slice(from, from + 2))) {
      const text = this.#string();
      if (text === undefined) return undefined;
      if (this.#isSecretText(text)) this.#masked.push({ from, to: this.#at });
      return { from, to: this.#at, text };
    }
    const opening = this.text[from] ?? '';
    let whole: boolean;
    if (CLOSING[opening] !== undefined) {
      this.#at++;
      whole = this.#items(CLOSING[opening]);
    } else whole = this.#take(PLAIN) !== undefined || (this.#take(CALL) !== undefined && this.#items(')'));
    return whole ? { from, to: this.#at } : undefined;
  }

  /** The rest of a bracket: values, `key: value` and `name=value`. */
  #items(closing: string): boolean {
    if (++this.#depth > MOST_DEEP) return false;
    const values: Value[] = [];
    for (;;) {
      this.#take(/\s*/y);
      if (this.text[this.#at] === closing) {
        this.#at++;
        this.#depth--;
        if (values.some(({ text }) => text !== undefined && this.#isBareSecretName(text))) this.#masked.push(...values);
        return true;
      }
      const value = this.#item();
      if (!value) return false;
      values.push(value);
      this.#take(/\s*/y);
      if (this.text[this.#at] === ',') this.#at++;
      else if (this.text[this.#at] !== closing) return false;
    }
  }

  /** A value with its key or keyword. */
  #item(): Value | undefined {
    const keyword = this.#take(KEYWORD)?.[1];
    if (keyword !== undefined) return this.#valueOf(keyword);
    const masked = this.#masked.length;
    const value = this.#value();
    if (!value || !this.#take(/\s*:\s*/y)) return value;
    const key = this.text.slice(value.from, value.to);
    const name = NAME.exec(key)?.[1];
    if (name !== undefined) this.#masked.length = masked; // the name of a secret is not a secret
    return this.#valueOf(name ?? key);
  }

  #valueOf(name: string): Value | undefined {
    const value = this.#value();
    if (!value || !this.#isSecretName(name)) return value;
    const { from, to } = value;
    this.#masked.push({ from, to });
    return { from, to };
  }

  /**
   * Celery escapes quotes and nothing else, so a backslash before a quote may belong to the text. Read as an escape, it swallows the
   * end of the text. What follows is then no delimiter, and the parsing fails.
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
    const whole = plain(name);
    return WITHIN.test(whole) || this.#names.has(whole) || wordsOf(name).some((word) => WORDS.has(word) || WORD.test(word));
  }

  #isBareSecretName(text: string): boolean {
    return BARE_NAME.test(text) && this.#isSecretName(text);
  }

  /** A text that names a secret may hold it: `password=…`, JSON, an option, a URL with a password, a header. */
  #isSecretText(text: string): boolean {
    if (WITHIN.test(plain(text)) || BASIC.test(text) || this.#isBareSecretName(text)) return true;
    const url = text.indexOf('://'); // a password may contain anything, so only the @ shows that there is one
    if (url >= 0 && text.includes('@', url)) return true;
    const named = [...text.matchAll(/(?<![\w-])([\w-]+)["']?\s*[=:]/g), ...text.matchAll(/(?<!\S)--?([\w-]+)\s/g)];
    return named.some(([, name]) => this.#isSecretName(name ?? ''));
  }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** `smtp_pass2`, `smtpPass`, `SMTP-Pass`: smtp and pass. */
function wordsOf(name: string): string[] {
  return (name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+/gu) ?? []).map((word) => word.toLowerCase());
}
