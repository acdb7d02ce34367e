/** Python's qualified names are shorter; what is longer is none. */
const MOST_CHARACTERS = 128;
/** A name as Python takes one, with dots, and the bracket that follows it in every `repr` that Python itself makes. */
const TYPE = /^([\p{ID_Start}_][\p{ID_Continue}]*(?:\.[\p{ID_Start}_][\p{ID_Continue}]*)*)\(/u;
/**
 * What a worker that runs tasks in its own process (`-P threads`) writes instead of the exception of a retry, seen with Celery 5.7:
 * `Retry(Retry(...), KeyError('user 42'), 180)`. Its arguments are itself, the exception and the delay (celery/exceptions.py).
 */
const RETRY = 'Retry(Retry(...), ';
/** billiard's box around an exception (billiard/einfo.py), which some events name in place of what is in it. */
const BOX = 'ExceptionWithTraceback';

/**
 * The type in Python's `repr` of an exception, such as `KeyError` in `KeyError('user 42')`. The message behind it is data of the
 * application and is left out. An exception that writes its own `repr` without a type, such as `<HttpError 404 …>`, has none.
 */
export function exceptionType(repr: string): string | undefined {
  const from = repr.startsWith(RETRY) ? RETRY.length : 0;
  const type = TYPE.exec(repr.slice(from, from + MOST_CHARACTERS + 1))?.[1];
  return type === undefined || type === BOX ? undefined : ownText(type);
}

/** The same text without what it was cut from, which V8 would keep in memory for as long as the part is kept. */
export function ownText(part: string): string {
  return Buffer.from(part, 'utf8').toString('utf8');
}
