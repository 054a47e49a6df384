// The named scenarios of private mappings: who keeps the page that a device holds, when somebody writes
// and the page is copied.
//
// A copy is right for everybody but the device, which holds the page and not the address. What goes wrong
// is no orphan write (H4), for the page is where it was; it is that the process that asked for the data
// sees another page. So these scenarios look for that by themselves.
import type { Machine } from '../devices/machine.js';
import { pollCompletions, registerRegion } from '../devices/rdma.js';
import { readSector } from '../devices/sector-read.js';
import { fillRing, networkAdapter } from '../devices/xdp.js';
import { bool, type Detector, ghost, kernelFunction, one, record, uint } from '../engine/index.js';
import { exitMemory, fork } from '../filesystems/fork.js';
import { store } from '../filesystems/store.js';
import { pinLongTermForReading, unpinUserPage } from '../gup/pin.js';
import { tokenBits } from '../pages/tokens.js';
import { type MachineWith, machineScenario, type NamedScenario } from './machine-scenario.js';
import { readToken, storeToken } from './reader.js';

/** The data has come, its process was told so, and looks at another page. */
const lostSync: Detector<Machine> = {
  id: 'lost-sync',
  name: 'a device’s data came, and the process that waited for it sees another page',
  found: (k) => {
    const { page } = k.ptes[0]!;
    return k.ghostWrites.at(-1)!.succeeded && page !== null && page.data0 !== readToken;
  },
};

/** What a reader may choose about a fork: whether the memory is MADV_DONTFORK. */
const forking = { madvise: ['none', 'dontfork'] } as const;

/** Whether the child goes on with its memory, or calls exec or exits before the parent does anything else: system(3). */
type Child = 'stays' | 'execs first';

/** Forks, waits for the child where that is to end first, and stores beside the data that is to come. */
const forkAndStore = kernelFunction('fork_and_store', function* (k: Machine, child: Child, madvise: string) {
  yield* fork(k, 0, 1, madvise === 'dontfork' ? 0 : 1);
  if (child === 'execs first') yield* exitMemory(k, 1, 1);
  return yield* store(k, k.ptes[0]!, 1, storeToken);
});

/** Private memory of a parent and a child: the file's page, the parent's, and copies of it. */
const family = { pages: 1, addressSpaces: 2, frames: 5, privateMappings: true, concerns: ['fork'] } as const;

const forkUnderPin = machineScenario({
  name: 'fork-under-pin',
  about:
    'An O_DIRECT read into the first half of a private page while another thread forks and then stores into the second half: who writes first after a fork gets a copy, and the device goes on with the old page.',
  ...family,
  transfers: 1,
  patch: forking,
  watch: [lostSync],
  tasks: () => [
    { name: 'read', run: (k) => readSector(k, 0, 0, readToken) },
    { name: 'main', run: (k) => forkAndStore(k, 'stays', k.patch.madvise) },
  ],
});

const forkExecUnderPin = machineScenario({
  name: 'fork-exec-under-pin',
  about:
    'fork-under-pin with a parent that waits until its child has called exec or exited, as system(3) does: nobody shares the page any more, and yet it is copied where references are counted rather than page tables.',
  ...family,
  transfers: 1,
  patch: forking,
  watch: [lostSync],
  tasks: () => [
    { name: 'read', run: (k) => readSector(k, 0, 0, readToken) },
    { name: 'main', run: (k) => forkAndStore(k, 'execs first', k.patch.madvise) },
  ],
});

/** Registers, forks, stores, and only then lets the device write: the program keeps out of its way. */
const registerForkStore = kernelFunction('register_fork_store', function* (k: Machine, madvise: string) {
  if ((yield* registerRegion(k, k.regions[0]!, 0, 0, 1)) !== 'registered') return 'refused';
  yield* forkAndStore(k, 'stays', madvise);
  yield* fillRing(k, 0);
  yield* k.wait('wait for the message', () => k.messages[0]!.state === 'landed', 'a message');
  yield* pollCompletions(k);
  return 'received';
});

const forkUnderRdma = machineScenario({
  name: 'fork-under-rdma',
  about:
    'A process registers private memory for RDMA, forks, stores into it, and then receives a message there: since 5.9 the fork copies the page for the child; before, the parent’s own store takes the page away from it.',
  ...family,
  regions: 1,
  messages: 1,
  patch: forking,
  watch: [lostSync],
  tasks: () => [
    { name: 'owner', run: (k) => registerForkStore(k, k.patch.madvise) },
    { name: 'adapter', run: (k) => networkAdapter(k, k.regions[0]!, 0, 0, 0, 1, readToken), daemon: true },
  ],
});

/** What a device that only reads has read. */
const Reading = record('Reading', { done: bool, got: ghost(uint(tokenBits)) });
type Reader = MachineWith<{ reading: ReturnType<typeof one<(typeof Reading)['fields']>> }>;

/** Pins a private page for reading and for good, stores into it, and lets the device read it. */
const pinStoreRead = kernelFunction('pin_store_read', function* (k: Reader) {
  yield* pinLongTermForReading(k, k.ptes[0]!, k.pins[0]!);
  yield* store(k, k.ptes[0]!, 0, storeToken);
  yield* k.step('the device reads sector 0', {
    owner: 'device',
    do: () => {
      k.reading.done = true;
      k.ghost(() => {
        k.reading.got = k.pins[0]!.page!.data0;
      });
    },
    cost: k.costs.rdma.wire,
  });
  yield* unpinUserPage(k, k.pins[0]!);
});

const privateReadPinAndStore = machineScenario({
  name: 'private-read-pin-and-store',
  about:
    'A device holds a page of a private mapping for reading, for good (FOLL_LONGTERM without FOLL_WRITE, as VFIO asks for it), and the process stores into it: the store makes a copy, and the device reads what nobody sees any more, unless the page was unshared first.',
  pages: 1,
  frames: 3,
  transfers: 1,
  privateMappings: true,
  concerns: ['long-term pins'],
  memory: { reading: one(Reading) },
  watch: [
    {
      id: 'stale-read',
      name: 'the device read what the process had overwritten before',
      found: ({ reading }: Reader) => reading.done && reading.got !== storeToken,
    },
  ],
  tasks: () => [{ name: 'process', run: (k: Reader) => pinStoreRead(k) }],
});

/** All of them, in the order of the book. */
export const privateMemoryScenarios: readonly NamedScenario[] = [
  forkUnderPin,
  forkExecUnderPin,
  forkUnderRdma,
  privateReadPinAndStore,
];
