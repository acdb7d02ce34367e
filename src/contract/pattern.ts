/** Whether an entry is a `/regular expression/`; any other is a name, or a glob. */
export function isRegex(pattern: string): boolean {
  return pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/');
}

/** A name or a glob as a part of a regular expression. */
export function globToRegex(glob: string): string {
  return glob
    .replace(/[\\^$+.()|[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
}

/**
 * A glob as a test of a whole name: `*` stands for any characters, `?` for one (an emoji is one). Written by hand, because
 * a query may hold hundreds of them and one compiled by RE2 costs a thousand times as much; and JavaScript's own engine needs
 * seconds for six `*` and a name of 60 characters.
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

/** Whether each character of the text is one unit of it. */
function isPlain(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}

/** Where it does not fit, the last `*` takes one character more: at most as many steps as glob and name multiplied. */
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
