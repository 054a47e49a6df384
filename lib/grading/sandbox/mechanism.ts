// The operating system's part of the isolation: which mechanism there is, and how a program starts in it.
//
// Inside: no network, no file but Node and the libraries it needs (read-only), no other process to
// see, and limits on time, memory, processes and what is written. Bubblewrap where it is installed, else
// util-linux's unshare with a root of its own; both by user namespaces, so neither needs privileges.
// Elsewhere there is none, and strangers' work asks for --trust.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** How a program is kept from the rest of the machine. */
export type Mechanism = 'bubblewrap' | 'user namespaces' | 'none';

/** What a program may use. */
export const limits = {
  /** Seconds of CPU time, from its start on. */
  cpuSeconds: 3,
  /** Kilobytes of memory it may write to. */
  dataKilobytes: 600_000,
  /** Megabytes of JavaScript objects. */
  heapMegabytes: 128,
  processes: 64,
  files: 64,
} as const;

const limited = `ulimit -t ${limits.cpuSeconds}; ulimit -d ${limits.dataKilobytes}; ulimit -n ${limits.files}; ulimit -f 0; ulimit -c 0; ulimit -p ${limits.processes} 2>/dev/null || ulimit -u ${limits.processes} 2>/dev/null;`;

/** The folders of the system that Node's libraries may lie in. */
const libraries = ['/usr/lib', '/usr/lib64', '/lib', '/lib64'].filter((folder) => existsSync(folder));

/** What starts Node with a program's text, limited; `$0` and on are its arguments. */
const inner = (node: string): string[] => ['/bin/sh', '-c', `${limited} exec "$0" "$@"`, node, ...nodeFlags()];

/** Node's own permissions are a second fence: no file, no process, no worker. */
function nodeFlags(): string[] {
  const [major = 0] = process.versions.node.split('.').map(Number);
  const permission = major >= 23 ? '--permission' : '--experimental-permission';
  return [`--max-old-space-size=${limits.heapMegabytes}`, '--no-warnings', permission];
}

function bubblewrap(): string[] {
  const folders = [...libraries, '/usr/bin', '/bin'].flatMap((folder) => ['--ro-bind', folder, folder]);
  return [
    'bwrap',
    ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL'],
    ...folders,
    ...['--ro-bind', process.execPath, '/node', '--proc', '/proc', '--dev', '/dev', '--chdir', '/', '--'],
    ...inner('/node'),
  ];
}

/** The folder on which each sandbox mounts a root of its own, which nobody else sees. */
const mountPoint = fileURLToPath(new URL('.', import.meta.url));

function namespaces(): string[] {
  const folders = [...libraries, '/usr/bin', '/bin'];
  const binds = folders.map(
    (folder) =>
      `mkdir -p .${folder}; mount --rbind ${folder} .${folder}; mount -o remount,bind,ro .${folder} 2>/dev/null;`,
  );
  const script = [
    `mount -t tmpfs -o size=64k,mode=755 none "$ROOT" || exit 90; cd "$ROOT";`,
    ...binds,
    'mkdir -p proc dev; touch node dev/null dev/urandom;',
    'mount --bind "$NODE" node; mount --bind /dev/null dev/null; mount --bind /dev/urandom dev/urandom;',
    'mount -t proc none proc 2>/dev/null; mount -o remount,ro . 2>/dev/null;',
    'unset ROOT NODE OLDPWD PWD; exec chroot . "$0" "$@"',
  ].join(' ');
  const flags = ['--user', '--map-root-user', '--mount', '--net', '--pid', '--ipc', '--uts', '--fork', '--kill-child'];
  return [
    ...['env', '-i', 'PATH=/usr/bin:/bin:/usr/sbin:/sbin', `ROOT=${mountPoint}`, `NODE=${process.execPath}`],
    ...['unshare', ...flags, '/bin/sh', '-c', script],
    ...inner('/node'),
  ];
}

/** The command that runs Node on a program's text under a mechanism. */
export function command(mechanism: Mechanism, program: string): string[] {
  const start = { bubblewrap, 'user namespaces': namespaces, none: () => inner(process.execPath) }[mechanism]();
  return [...start, '-e', program];
}

/** Whether a mechanism works here, tried out. */
function works(mechanism: Mechanism): boolean {
  if (process.platform !== 'linux') return false;
  const [file, ...args] = command(mechanism, 'process.stdout.write("here")');
  const run = spawnSync(file!, args, { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] });
  return run.stdout === 'here';
}

let found: Mechanism | undefined;

/** The best mechanism that works on this machine. */
export function mechanism(): Mechanism {
  found ??= (['bubblewrap', 'user namespaces'] as const).find(works) ?? 'none';
  return found;
}
