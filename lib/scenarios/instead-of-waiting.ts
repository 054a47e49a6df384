// The named scenarios of what else one can do with a pinned page than wait: write a copy of it, or
// answer EBUSY. What these proposals prevent is seen in the scenarios of direct I/O and RDMA; here is
// what they cost.
import { directRead } from '../devices/direct-read.js';
import { deregisterRegion, registerRegion, untilLetGo } from '../devices/rdma.js';
import { bool, type Detector, kernelFunction, one, record, sec, type Task } from '../engine/index.js';
import { backgroundWriteback } from '../filesystems/background.js';
import { fsync } from '../filesystems/fsync.js';
import { store } from '../filesystems/store.js';
import { truncate } from '../filesystems/truncate.js';
import { pinUserPage, unpinUserPage } from '../gup/pin.js';
import { fileOutcome, type MachineWith, machineScenario, type NamedScenario } from './machine-scenario.js';
import type { PatchSetting } from './patch.js';
import { reader, readToken, storeToken } from './reader.js';

/** What the tasks know of each other, and what an operation was answered. */
const asking = {
  asking: one(record('Asking', { started: bool, refused: bool })),
};
type K = MachineWith<typeof asking>;

/** An operation was answered EBUSY. */
const refused: Detector<K> = {
  id: 'refused',
  name: 'an operation is refused: EBUSY',
  found: (k) => k.asking.refused,
};

/** What an operation has answered is noted. */
const noteAnswer = kernelFunction('note_answer', function* (k: K, answer: unknown) {
  yield* k.step('look at the answer', () => {
    if (answer === 'EBUSY') k.asking.refused = true;
  });
});

/** The file, and whether an operation was refused. */
const refusedOutcome = (k: K): string => `${fileOutcome(k)}${k.asking.refused ? '; EBUSY' : ''}`;

/** A device that holds a page for writing, and writes nothing, as long as user space likes; what it held is not made dirty. */
const holdIdle = kernelFunction('hold_idle', function* (k: K) {
  yield* store(k, k.ptes[0]!, 0, storeToken);
  const pinned = yield* pinUserPage(k, k.ptes[0]!, k.pins[0]!);
  yield* k.step('start the others', {
    owner: 'user',
    do: () => {
      k.asking.started = true;
    },
  });
  if (pinned === 'EFAULT') return;
  yield* k.sleep(sec(1), { label: 'let go of the page', owner: 'user' });
  yield* unpinUserPage(k, k.pins[0]!);
});

const isStarted = (k: K): boolean => k.asking.started;

/** Calls fsync twice once it is started. */
const syncTwice = kernelFunction('sync_twice', function* (k: K) {
  yield* k.wait('be started', isStarted, 'the holder');
  yield* noteAnswer(k, yield* fsync(k, k.inodes[0]!, 0));
  yield* noteAnswer(k, yield* fsync(k, k.inodes[0]!, 0));
});

/** What is under writeback is what the disk has. */
const rewritten: Detector<K> = {
  id: 'rewritten',
  name: 'a page is written that the disk has already',
  found: (k) =>
    k.pages.some(
      (page) => page.writeback && page.data0 === k.blocks[0]!.medium0 && page.data1 === k.blocks[0]!.medium1,
    ),
};

const fsyncBesideAnIdlePin = machineScenario({
  name: 'fsync-beside-an-idle-pin',
  about:
    'A store into a page that a device holds and never writes, and two calls of fsync: today nothing is amiss; who waits for pins is held hostage, who answers EBUSY makes nothing durable, and who writes copies writes the same again each time.',
  pages: 1,
  transfers: 1,
  memory: asking,
  watch: [refused, rewritten],
  outcome: refusedOutcome,
  tasks: () => [
    { name: 'holder', run: (k: K) => holdIdle(k) },
    { name: 'program', run: (k: K) => syncTwice(k) },
  ],
});

/** Truncates the file, and looks what comes of it. */
const truncateAndLook = kernelFunction('truncate_and_look', function* (k: K) {
  yield* noteAnswer(k, yield* truncate(k, k.inodes[0]!, 0));
});

/** Who holds the page: short of itself, or as long as user space likes. */
const patch = { holder: ['direct-read', 'idle'] } as const;

const truncateBesideAPin = machineScenario({
  name: 'truncate-beside-a-pin',
  about:
    'A truncation beside an O_DIRECT read into the file’s mapping, or beside a device that holds the page as long as user space likes: what becomes of it where it answers EBUSY, be the pin ever so short?',
  pages: 1,
  directReads: 1,
  memory: asking,
  patch,
  watch: [refused],
  outcome: refusedOutcome,
  tasks: (setting, _, { holder }: PatchSetting<typeof patch>) => {
    const holds: Task<K>[] =
      holder === 'idle'
        ? [{ name: 'holder', run: (k) => holdIdle(k) }]
        : (reader(setting, {
            name: 'read',
            run: (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, readToken),
          }) as Task<K>[]);
    return [...holds, { name: 'truncate', run: (k: K) => truncateAndLook(k) }];
  },
});

/** Registers both pages, and keeps them as long as it likes. A kill would end its wait for the dirty limit (balance_dirty_pages, 6.12); nobody sends one. */
const registerBoth = kernelFunction('register_both', function* (k: K) {
  const [region] = k.regions;
  if ((yield* registerRegion(k, region!, 0, 0, 2)) !== 'registered') return;
  yield* untilLetGo(k);
  yield* deregisterRegion(k, region!, 0, 2);
});

const registerBeyondTheDirtyLimit = machineScenario({
  name: 'register-beyond-the-dirty-limit',
  about:
    'A process registers more pages for RDMA than may be dirty at once, beside the flusher: today each is cleaned under its pin and the next may be dirtied; where pinned pages stay dirty, copied or skipped, the registration never ends.',
  choices: { storage: 'pmem' },
  concerns: ['long-term pins'],
  pages: 2,
  regions: 1,
  transfers: 2,
  dirtyLimits: { background: 1, limit: 1 },
  memory: asking,
  tasks: () => [
    { name: 'owner', run: (k: K) => registerBoth(k) },
    { name: 'flusher', run: (k: K) => backgroundWriteback(k, k.inodes[0]!), daemon: true },
  ],
});

/** All of them, in the order of the book. */
export const insteadOfWaitingScenarios: readonly NamedScenario[] = [
  fsyncBesideAnIdlePin,
  truncateBesideAPin,
  registerBeyondTheDirtyLimit,
];
