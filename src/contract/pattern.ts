/** Whether an entry is a `/regular expression/`. Any other is a name or a glob. */
export function isRegex(pattern: string): boolean {
  return pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/');
}

/** A name or a glob as part of a regular expression. */
export function globToRegex(glob: string): string {
  return glob
    .replace(/[\\^$+.()|[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}

/**
 * A glob as a test of a whole name: `*` matches any characters, `?` one (an emoji is one). Written by hand, because a query may have
 * hundreds of globs and RE2 needs a thousand times as long to compile one. JavaScript's own engine needs seconds for six `*` and a
 * name of 60 characters.
 */
export function compileGlob(glob: string): (name: string) => boolean {
  const [start = ''] = /^[^*?]*/.exec(glob) ?? [];
  const end = glob.slice(Math.max(start.length, glob.lastIndexOf('*') + 1, glob.lastIndexOf('?') + 1));
  const least = start.length + end.length;
  const characters = Array.from(glob);
  return (name) => {
    if (name.length < least || !name.startsWith(start) || !name.endsWith(end)) return false;
    return fits(characters, isPlain(name) ? name : Array.from(name));
  };
}

/** Whether each character is one UTF-16 code unit. */
function isPlain(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}

/** On a mismatch the last `*` takes one more character: at most glob length × name length steps. */
function fits(glob: readonly string[], name: ArrayLike<string>): boolean {
  let g = 0;
  let n = 0;
  let star = -1;
  let taken = 0;
  while (n < name.length) {
    const wanted = glob[g];
    if (wanted === '*') {
      star = g++;
      taken = n;
    } else if (wanted !== undefined && (wanted === '?' || wanted === name[n])) {
      g++;
      n++;
    } else if (star >= 0) {
      g = star + 1;
      n = ++taken;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}
