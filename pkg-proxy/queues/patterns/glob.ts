/**
 * A glob as a test of a whole name: `*` stands for any characters, `?` for one (an emoji is one). Written by hand, because
 * a query may hold hundreds of them and a compiled regular expression costs a thousand times as much.
 */
export function compileGlob(glob: string): (name: string) => boolean {
  const [start = ''] = /^[^*?]*/.exec(glob) ?? [];
  const [end = ''] = /[^*?]*$/.exec(glob.slice(start.length)) ?? [];
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
