/** Python's qualified names are shorter than this. */
const MOST_CHARACTERS = 128;
/** A dotted Python name, and the bracket that follows it in Python's default `repr`. */
const TYPE = /^([\p{ID_Start}_][\p{ID_Continue}]*(?:\.[\p{ID_Start}_][\p{ID_Continue}]*)*)\(/u;
/**
 * What a worker that runs tasks in its own process (`-P threads`) writes for a retry instead of the exception, seen with Celery 5.7:
 * `Retry(Retry(...), KeyError('user 42'), 180)`. Its arguments are itself, the exception and the delay (celery/exceptions.py).
 */
const RETRY = 'Retry(Retry(...), ';
/** billiard's wrapper around an exception (billiard/einfo.py), which some events name instead of the exception. */
const BOX = 'ExceptionWithTraceback';

/**
 * The type in Python's `repr` of an exception, such as `KeyError` in `KeyError('user 42')`. The message is application data and is left
 * out. A custom `repr` without a type, such as `<HttpError 404 …>`, has none.
 */
export function exceptionType(repr: string): string | undefined {
  const from = repr.startsWith(RETRY) ? RETRY.length : 0;
  const type = TYPE.exec(repr.slice(from, from + MOST_CHARACTERS + 1))?.[1];
  return type === undefined || type === BOX ? undefined : ownText(type);
}

/** A copy of a substring, because V8 would keep the whole original text in memory as long as the substring. */
export function ownText(part: string): string {
  return Buffer.from(part, 'utf8').toString('utf8');
}
