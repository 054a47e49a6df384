// The scenarios that a student is given to foresee, or to play: a direct read, whoever meets it, and a kernel.
// None of them is a named scenario; which one it is, is drawn.
import { directRead } from '../../devices/direct-read.js';
import type { Machine } from '../../devices/machine.js';
import type { Scenario, Task } from '../../engine/index.js';
import { fsync } from '../../filesystems/fsync.js';
import { punchHole } from '../../filesystems/punch.js';
import { reclaimPage } from '../../filesystems/reclaim.js';
import { store } from '../../filesystems/store.js';
import { truncate } from '../../filesystems/truncate.js';
import { writeCachePages } from '../../filesystems/writeback.js';
import { machineScenario } from '../../scenarios/machine-scenario.js';
import { reader, readToken, storeToken } from '../../scenarios/reader.js';

/** Who meets a direct read into a mapped page. */
export type Meets = 'fsync' | 'truncate' | 'punch' | 'writeback' | 'reclaim';

/** One scenario. */
export interface Met {
  readonly meets: Meets;
  readonly era: string;
  readonly filesystem: 'ext4' | 'xfs';
  /** Whether the storage keeps a checksum with each sector. */
  readonly checksums: boolean;
  /** A CPU stores into the page as well. */
  readonly stores: boolean;
  /** What of the thread’s rules is on, over the era. */
  readonly rules: Readonly<Record<string, string>>;
}

const tasksOf: Readonly<Record<Meets, Task<Machine>>> = {
  fsync: { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 0) },
  truncate: { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
  punch: { name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 0, 2) },
  writeback: { name: 'writeback', run: (k) => writeCachePages(k, k.inodes[0]!, false, 0, null) },
  reclaim: { name: 'reclaim', run: (k) => reclaimPage(k, k.pages[0]!) },
};

const words: Readonly<Record<Meets, string>> = {
  fsync: 'somebody calls `fsync` on that page’s file',
  truncate: 'somebody truncates that page’s file to nothing',
  punch: 'somebody punches a hole there',
  writeback: 'background writeback comes by',
  reclaim: 'reclaim comes by',
};

const storer: Task<Machine> = { name: 'store', run: (k) => store(k, k.ptes[0]!, 0, storeToken) };

/** The scenario, in words. */
export function metText({ meets, era, filesystem, checksums, stores }: Met): string {
  const beside = stores ? ', and a CPU stores into it' : '';
  const storage = checksums ? 'storage that keeps a checksum with each sector' : 'storage without checksums';
  return `an \`O_DIRECT\` read into a mapped page, while ${words[meets]}${beside}; Linux ${era}, ${filesystem}, ${storage}`;
}

/** The scenario. */
export function metScenario(name: string, met: Met): Scenario {
  return machineScenario({
    name,
    about: 'A direct read into a mapped page, and whoever meets it.',
    choices: {
      era: met.era,
      storage: 'pmem',
      set: { ...met.rules, filesystem: met.filesystem, integrity: met.checksums ? 'on' : 'off' },
    },
    pages: 1,
    directReads: 1,
    tasks: (setting) => {
      const read: Task<Machine> = {
        name: 'read',
        run: (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, readToken),
      };
      const [first, ...completions] = reader(setting, read);
      return [first!, tasksOf[met.meets], ...(met.stores ? [storer] : []), ...completions];
    },
  }).build();
}
