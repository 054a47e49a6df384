// The named scenarios of leases: whoever lets a device write a file has promised to give it back when
// asked, and keeps the promise, or does not.
import { type Answer, answerStep, answers, fencer, leaseHolder } from '../devices/lease-holder.js';
import type { Machine } from '../devices/machine.js';
import { adapter } from '../devices/rdma.js';
import { kernelFunction, type Operation, type Task } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { leaseTimers } from '../filesystems/lease.js';
import { ftruncate, openFile, truncatePath } from '../filesystems/open.js';
import { punchHole } from '../filesystems/punch.js';
import { reflink } from '../filesystems/reflink.js';
import { leaseDetectors } from '../harms/leases.js';
import { machineScenario, type NamedScenario } from './machine-scenario.js';
import type { PatchSetting } from './patch.js';
import { readToken } from './reader.js';

/** What a reader may choose: how the holder answers, what it holds, and whether it has a limit. */
const choosable = {
  holder: answers,
  lease: ['layout', 'F_SETLEASE', 'delegation'],
  breakTime: ['limited', 'unlimited'],
} as const;

type Chosen = PatchSetting<typeof choosable>;
const leases = ({ lease, breakTime }: Chosen) => [{ kind: lease, timed: breakTime === 'limited' }];

/** A prompt holder's answer always comes before the time is up. */
const before = ({ holder, lease }: Chosen) =>
  holder === 'prompt' ? [{ task: 'holder', step: answerStep, timer: leaseTimers[lease] }] : [];

/** The holder with its device, and who fences it. A holder may wait for ever to be told. */
function holding(how: Answer): Task<Machine>[] {
  return [
    { name: 'holder', run: (k) => leaseHolder(k, k.leases[0]!, k.regions[0]!, how), daemon: true },
    { name: 'adapter', run: (k) => adapter(k, k.regions[0]!, 0, 0, 0, 1, readToken), daemon: true },
    { name: 'fencer', run: (k) => fencer(k, k.leases[0]!, k.regions[0]!), daemon: true },
  ];
}

const parts = {
  pages: 1,
  regions: 1,
  messages: 1,
  dax: 'too',
  filesystems: ['ext4', 'xfs'],
  concerns: ['long-term pins'],
  watch: leaseDetectors,
} as const;

/** What the third party may do. */
const operations: Readonly<Record<string, (k: Machine) => Operation<unknown>>> = {
  truncate: (k) => truncatePath(k, k.inodes[0]!, 0),
  ftruncate: (k) => ftruncate(k, k.inodes[0]!, 0),
  punch: (k) => punchHole(k, k.inodes[0]!, 0, 2),
  open: (k) => openFile(k, k.inodes[0]!, true),
};

const leaseAndTruncate = machineScenario({
  ...parts,
  name: 'lease-and-truncate',
  about:
    'A process holds a lease and has an RDMA device write the file while somebody truncates it: what comes of a holder that is prompt, late, silent, or gives the lease back and keeps its pin.',
  choices: { set: { daxLongTermPin: 'allowed' } },
  leases,
  before,
  patch: { ...choosable, operation: ['truncate', 'ftruncate', 'punch', 'open'] },
  tasks: (_setting, _pages, { holder, operation }) => [
    ...holding(holder),
    { name: 'truncate', run: (k) => operations[operation]!(k) },
  ],
});

const leasePassedOnAndTruncate = machineScenario({
  ...parts,
  name: 'lease-passed-on-and-truncate',
  about:
    'lease-and-truncate where the holder has passed its descriptors on to another process: killing it closes none of them, so its lease and its pin stay; fencing its device does not ask.',
  patch: { lease: choosable.lease },
  leases: ({ lease }) => [{ kind: lease, timed: true }],
  choices: { set: { daxLongTermPin: 'allowed' } },
  tasks: () => [...holding('passed-on'), { name: 'truncate', run: (k) => truncatePath(k, k.inodes[0]!, 0) }],
});

/** Clones the file, and calls fsync on it afterwards. */
const thirdParty = kernelFunction('third_party', function* (k: Machine) {
  yield* reflink(k, k.inodes[0]!, k.inodes[1]!);
  yield* fsync(k, k.inodes[0]!, 0);
});

const leaseAndReflink = machineScenario({
  ...parts,
  name: 'lease-and-reflink',
  about:
    'lease-and-truncate where somebody clones the file (FICLONE) instead, an operation of a third party that breaks layout leases alone: what the device goes on to write may be the block that both files share.',
  choices: { set: { filesystem: 'xfs', daxLongTermPin: 'allowed' } },
  filesystems: ['xfs'],
  files: 2,
  spareBlocks: 1,
  leases,
  before,
  patch: choosable,
  tasks: (_setting, _pages, { holder }) => [...holding(holder), { name: 'clone', run: (k) => thirdParty(k) }],
});

/** All of them, in the order of the book. */
export const leaseScenarios: readonly NamedScenario[] = [leaseAndTruncate, leasePassedOnAndTruncate, leaseAndReflink];
