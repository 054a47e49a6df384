// The named scenarios of somebody who holds references to a page and has nothing to do with devices.
import { directRead } from '../devices/direct-read.js';
import type { Machine } from '../devices/machine.js';
import { kernelFunction, sec } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { store } from '../filesystems/store.js';
import { getUserPage, unpinUserPage } from '../gup/pin.js';
import { pinTestErrors } from '../harms/pin-test.js';
import { holdPage } from '../pages/bystander.js';
import { pinBias } from '../pages/page.js';
import { machineScenario, type NamedScenario } from './machine-scenario.js';
import { reader, readToken, storeToken } from './reader.js';

/** References of an idle page that is mapped once: the page cache, its buffers, the page table. */
const ordinary = 3;

/** How many references the bystander holds, by the patch's values. */
const held = { one: 1, 'almost-the-bias': pinBias - ordinary - 1, 'the-bias': pinBias - ordinary } as const;

const directReadAndBystander = machineScenario({
  name: 'direct-read-and-bystander',
  about:
    'An O_DIRECT read into a mapped page to which somebody else, no device, holds references: can a test tell a pin from them?',
  pages: 1,
  mostPages: 2,
  directReads: 1,
  patch: { references: ['one', 'almost-the-bias', 'the-bias'] },
  watch: pinTestErrors,
  tasks: (setting) => [
    ...reader(setting, { name: 'read', run: (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, readToken) }),
    {
      name: 'bystander',
      run: (k) => holdPage(k, k.pages[0]!, held[k.patch.references as keyof typeof held], 0, 'kernel'),
    },
  ],
});

/** Stores, and calls fsync. */
const storeThenFsync = kernelFunction('store_then_fsync', function* (k: Machine) {
  yield* store(k, k.ptes[0]!, 0, storeToken);
  return yield* fsync(k, k.inodes[0]!, 0);
});

/** A device whose driver was never changed to pin: it holds a page for writing by a plain reference. */
const oldDriver = kernelFunction('old_driver', function* (k: Machine) {
  if ((yield* getUserPage(k, k.ptes[0]!, k.pins[0]!)) === 'EFAULT') return;
  yield* k.sleep(sec(1), { label: 'let go of the page', owner: 'user' });
  yield* unpinUserPage(k, k.pins[0]!);
});

const structPageAndFsync = machineScenario({
  name: 'struct-page-and-fsync',
  about:
    'A store and an fsync beside somebody who holds a page 1024 times, for its struct page and not for its data, as long as user space likes: it writes nothing, and a test by a bias takes it for a device. Or beside a device whose driver took one plain reference, which that test does not see.',
  pages: 1,
  transfers: 1,
  patch: { holder: ['struct-page', 'device'] },
  watch: pinTestErrors,
  tasks: () => [
    { name: 'writer', run: (k) => storeThenFsync(k) },
    {
      name: 'holder',
      run: (k) => (k.patch.holder === 'device' ? oldDriver(k) : holdPage(k, k.pages[0]!, pinBias, sec(1), 'user')),
    },
  ],
});

/** All of them, in the order of the book. */
export const bystanderScenarios: readonly NamedScenario[] = [directReadAndBystander, structPageAndFsync];
