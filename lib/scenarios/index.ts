// The named scenarios.
import { directRead } from '../devices/direct-read.js';
import { fsync } from '../filesystems/fsync.js';
import { kswapd } from '../filesystems/reclaim.js';
import { store } from '../filesystems/store.js';
import { truncate } from '../filesystems/truncate.js';
import { flusher } from '../filesystems/writeback.js';
import { bystanderScenarios } from './bystanders.js';
import { daxScenarios } from './dax.js';
import { directWriteScenarios } from './direct-writes.js';
import { filesystemScenarios } from './filesystems.js';
import { folioScenarios } from './folios.js';
import { insteadOfWaitingScenarios } from './instead-of-waiting.js';
import { lateRedirtyScenarios } from './late-redirty.js';
import { leaseScenarios } from './leases.js';
import { longTermScenarios } from './long-term.js';
import { machineScenario, type NamedScenario } from './machine-scenario.js';
import { mirrorScenarios } from './mirrors.js';
import { pipeScenarios } from './pipes.js';
import { privateMemoryScenarios } from './private-memory.js';
import { reader, readsFile, readToken, storeToken } from './reader.js';
import { repeatedReadScenarios } from './repeated-reads.js';

const storeAndFsync = machineScenario({
  name: 'store-and-fsync',
  about:
    'A CPU stores into a mapped page while another task calls fsync: what page_mkwrite and write-protection are for.',
  choices: { set: { integrity: 'on' } },
  pages: 1,
  tasks: () => [
    { name: 'store', run: (k) => store(k, k.ptes[0]!, 0, storeToken) },
    { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 0) },
  ],
});

const directReadAndFsync = machineScenario({
  name: 'direct-read-and-fsync',
  about: 'An O_DIRECT read into a mapped page while another task calls fsync on that page’s file: the thread’s case.',
  choices: { set: { integrity: 'on' } },
  pages: 1,
  mostPages: 3,
  directReads: 1,
  transfers: 3,
  tasks: (setting) => [...readsFile(setting), { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 0) }],
});

const directReadAndFlusher = machineScenario({
  name: 'direct-read-and-flusher',
  about: 'An O_DIRECT read into a mapped page while background writeback cleans it and reclaim strips its buffers.',
  concerns: ['reclaim'],
  pages: 1,
  directReads: 1,
  tasks: (setting) => [
    ...readsFile(setting),
    { name: 'flusher', run: (k) => flusher(k, k.inodes[0]!), daemon: true },
    { name: 'kswapd', run: (k) => kswapd(k, k.pages[0]!), daemon: true },
  ],
});

const directReadAndTruncate = machineScenario({
  name: 'direct-read-and-truncate',
  about: 'An O_DIRECT read into a mapped page while another task truncates that page’s file to nothing.',
  mapped: false,
  pages: 1,
  mostPages: 3,
  directReads: 1,
  transfers: 3,
  tasks: (setting) => [...readsFile(setting), { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) }],
});

const twoPageReadvAndFsync = machineScenario({
  name: 'two-page-readv-and-fsync',
  about:
    'One O_DIRECT readv into two mapped pages, the second first, beside an fsync that gathers both: where waiting in place deadlocks.',
  choices: { set: { integrity: 'on' } },
  pages: 2,
  directReads: 1,
  transfers: 2,
  tasks: (setting) => [
    ...reader(setting, { name: 'readv', run: (k) => directRead(k, k.directReads[0]!, 1, -1, 2, 0, readToken) }),
    { name: 'fsync', run: (k) => fsync(k, k.inodes[0]!, 0) },
  ],
});

/** All of them, in the order of the book. */
export const scenarios: readonly NamedScenario[] = [
  storeAndFsync,
  directReadAndFsync,
  directReadAndFlusher,
  directReadAndTruncate,
  twoPageReadvAndFsync,
  ...lateRedirtyScenarios,
  ...filesystemScenarios,
  ...directWriteScenarios,
  ...longTermScenarios,
  ...pipeScenarios,
  ...daxScenarios,
  ...leaseScenarios,
  ...mirrorScenarios,
  ...repeatedReadScenarios,
  ...bystanderScenarios,
  ...folioScenarios,
  ...privateMemoryScenarios,
  ...insteadOfWaitingScenarios,
];

/**
 * A scenario by its name.
 * @throws RangeError that names the scenarios there are
 */
export function namedScenario(name: string): NamedScenario {
  const found = scenarios.find((each) => each.name === name);
  if (found === undefined)
    throw new RangeError(`there is no scenario '${name}'; there are ${scenarios.map((each) => each.name).join(', ')}`);
  return found;
}
