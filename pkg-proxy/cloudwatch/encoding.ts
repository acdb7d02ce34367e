import { UnfitRecord } from './store/unfit';

/**
 * Names as CloudWatch takes them: ASCII without control characters and not blank (docs of `Dimension` in the
 * CloudWatch API). What does not fit is percent-encoded as UTF-8, and so is `%` itself: every name can be read back.
 */
const UNFIT = /[^\x20-\x7e]|%/gu;
const ESCAPES = /(?:%[0-9A-F]{2})+/g;

const escaped = (text: string): string =>
  [...Buffer.from(text, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/**
 * @param maxLength longest name allowed, in characters after encoding
 * @throws UnfitRecord saying why the name cannot be written
 */
export function encodeName(name: string, maxLength: number): string {
  const encoded = /^ +$/.test(name) ? escaped(name) : name.replace(UNFIT, escaped);
  if (encoded === '') throw new UnfitRecord('it has no name');
  if (encoded.length > maxLength) throw new UnfitRecord(`its name takes ${encoded.length} characters, CloudWatch allows ${maxLength}`);
  if (decodeName(encoded) !== name) throw new UnfitRecord('its name is no valid Unicode');
  return encoded;
}

/** The other way round. Escapes that no `encodeName` wrote are left as they are. */
export function decodeName(encoded: string): string {
  return encoded.replace(ESCAPES, (run) => {
    const text = Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8');
    return escaped(text) === run ? text : run;
  });
}
