// The named scenarios of large folios: two pages with one lock, one count of pins and one state. Each
// runs on small pages, too (`--set folios=small`), which is what tells them apart.
import { directRead } from '../devices/direct-read.js';
import type { Machine } from '../devices/machine.js';
import { regionOwner } from '../devices/rdma.js';
import { kernelFunction } from '../engine/index.js';
import { fsync, msync } from '../filesystems/fsync.js';
import { punchHole } from '../filesystems/punch.js';
import { store } from '../filesystems/store.js';
import { machineScenario, type NamedScenario } from './machine-scenario.js';
import { reader, readToken, storeToken } from './reader.js';

/** What xfs has from 6.1 on; ext4 has it from 6.17 on. */
const largeOnXfs = { era: '6.1', set: { filesystem: 'xfs', folios: 'large' } } as const;

/** Stores into the second page, and calls msync for that page alone. */
const storeThenMsync = kernelFunction('store_then_msync', function* (k: Machine) {
  yield* store(k, k.ptes[1]!, 0, storeToken);
  return yield* msync(k, k.inodes[0]!, 0, 1, 2);
});

const rdmaBesideMsync = machineScenario({
  name: 'rdma-beside-msync',
  about:
    'RDMA holds the first page of a large folio, and somebody else stores into the second and calls msync for that alone: one count of pins for both, so that rule (b) waits for a device that has nothing to do with it.',
  choices: largeOnXfs,
  pages: 2,
  regions: 1,
  filesystems: ['ext4', 'xfs', 'btrfs'],
  concerns: ['long-term pins', 'large folios'],
  tasks: () => [
    { name: 'owner', run: (k) => regionOwner(k, k.regions[0]!, 0, 0, 1) },
    { name: 'neighbour', run: (k) => storeThenMsync(k) },
  ],
});

/** An O_DIRECT read into one page of the file. */
const readInto = (pte: number) => (k: Machine) => directRead(k, k.directReads[0]!, pte, 1, 1, 0, readToken);

const directReadBesidePunch = machineScenario({
  name: 'direct-read-beside-punch',
  about:
    'An O_DIRECT read into the first page of a large folio while another task punches the second: the pin keeps the folio from being split, a clean folio is dropped whole, and data goes to a page that nobody meant to take.',
  choices: largeOnXfs,
  pages: 2,
  frames: 4,
  directReads: 1,
  filesystems: ['ext4', 'xfs', 'btrfs'],
  concerns: ['large folios'],
  tasks: (setting) => [
    ...reader(setting, { name: 'read', run: readInto(0) }),
    { name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 2, 4) },
  ],
});

/** Reads into the second page, and calls fsync when read(2) has returned. */
const readThenFsync = kernelFunction('read_then_fsync', function* (k: Machine) {
  const read = yield* readInto(1)(k);
  if (read === 'ok') yield* fsync(k, k.inodes[0]!, 0);
  return read;
});

const directReadAndPartialPunch = machineScenario({
  name: 'direct-read-and-partial-punch',
  about:
    'An O_DIRECT read into the second page of a large folio, and fsync, while another task punches that page: the folio is dirty and pinned, so it stays, the data is in a hole, and fsync returns 0 for what has nowhere to go.',
  choices: { era: '6.17', set: { folios: 'large' } },
  pages: 2,
  frames: 4,
  directReads: 1,
  filesystems: ['ext4', 'xfs', 'btrfs'],
  concerns: ['large folios'],
  tasks: (setting) => [
    ...reader(setting, { name: 'read', run: (k) => readThenFsync(k) }),
    { name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 2, 4) },
  ],
});

/** All of them, in the order of the book. */
export const folioScenarios: readonly NamedScenario[] = [
  rdmaBesideMsync,
  directReadBesidePunch,
  directReadAndPartialPunch,
];
