import { createWriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/**
 * Packs a folder, which becomes the only folder at the top of the archive. The same files give the same bytes: sorted, with `date` as
 * the time of every file, and with no other attribute than whether it is executable.
 */
export async function zip(folder: string, name: string, file: string, date: Date): Promise<void> {
  const archive = new ZipFile();
  for (const path of await filesIn(folder)) {
    const executable = ((await stat(path)).mode & 0o100) !== 0;
    const entry = `${name}/${relative(folder, path).split(sep).join('/')}`;
    archive.addFile(path, entry, { mtime: date, mode: executable ? 0o100755 : 0o100644, forceDosTimestamp: true });
  }
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(file));
}

/** Every file below `folder`, in the same order on every machine. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
