import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Bytes in the path of a socket: 104 on macOS, 108 on Linux, the last of them a zero. The system would cut off the rest. */
const LONGEST = process.platform === 'linux' ? 107 : 103;
/** Of the folder's name; the process id and a random part follow. */
const PREFIX = 'grafana-plugin-';

/** A place for a Unix socket in a folder of its own, which nobody but this user (and root) can enter. */
export interface SocketPlace {
  readonly path: string;
  /** Lets the host's group in, where the host asks for that; to be called once the socket exists. */
  admitGroup(): void;
  /** Removes the folder and what is in it. */
  remove(): void;
}

/**
 * Makes a place for the plugin's socket as plugins in Go do: in `PLUGIN_UNIX_SOCKET_DIR` if the host names one, else in the folder
 * for temporary files.
 * @throws Error that says what to do, where no folder can be made
 */
export function makeSocketPlace(env: Env): SocketPlace {
  const bases = new Set([env.PLUGIN_UNIX_SOCKET_DIR || tmpdir(), tmpdir(), '/tmp']);
  const causes: string[] = [];
  for (const base of bases) {
    try {
      return placeIn(base, env.PLUGIN_UNIX_SOCKET_GROUP);
    } catch (error) {
      causes.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    `expected a folder in which the plugin can make its socket, got none: ${causes.join('; ')}. Make one of them writable, or start Grafana with PLUGIN_UNIX_SOCKET_DIR set to one that is`,
  );
}

function placeIn(base: string, group: string | undefined): SocketPlace {
  const folder = mkdtempSync(join(base, `${PREFIX}${process.pid}-`)); // with mode 0700
  const path = join(folder, 'socket');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (Buffer.byteLength(path) > LONGEST) {
    remove();
    throw new Error(`${base} is too long for the path of a socket (${LONGEST} bytes)`);
  }
  return {
    path,
    admitGroup() {
      if (!group) return;
      const id = groupId(group);
      for (const [what, mode] of [
        [path, 0o660],
        [folder, 0o750],
      ] as const) {
        chownSync(what, -1, id);
        chmodSync(what, mode);
      }
    },
    remove,
  };
}

/** A group by its number or its name in `/etc/group`. */
function groupId(group: string): number {
  if (/^\d+$/.test(group)) return Number(group);
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${group}:`));
  if (!line) throw new Error(`expected PLUGIN_UNIX_SOCKET_GROUP to be a group of this system, got "${group}"`);
  return Number(line.split(':')[2]);
}

/**
 * Removes what plugins left behind that were killed, beside the socket at `path`: folders named as ours whose process is gone and
 * whose socket nobody serves. Both are asked, since a process in another container may serve a socket in a shared folder.
 */
export async function removeStale(path: string): Promise<void> {
  const base = dirname(dirname(path));
  for (const name of await readdir(base).catch(() => [])) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-\\w{6}$`).exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid)) || !(await isDeserted(join(base, name, 'socket')))) continue;
    await rm(join(base, name), { recursive: true, force: true }).catch(() => {}); // another user's
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Whether there is a socket that nobody serves. */
function isDeserted(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED'));
  });
}
