// Exercise 10-notifier: the driver of a device that takes page faults.
import { mirrorWrite } from '../../devices/mirror-access.js';
import { type Detector, kernelFunction } from '../../engine/index.js';
import { fsync } from '../../filesystems/fsync.js';
import { load } from '../../filesystems/load.js';
import { reclaimPage } from '../../filesystems/reclaim.js';
import { truncate } from '../../filesystems/truncate.js';
import { writeCachePages } from '../../filesystems/writeback.js';
import { munmap } from '../../pages/address-space.js';
import type { DeviceFault, Invalidate, MirrorDriver, Translation } from '../../pages/notifier.js';
import { type MachineParts, type MachineWith, machineScenario } from '../../scenarios/machine-scenario.js';
import type { Check } from '../check.js';
import { brokenRule, type Exercise, type ExerciseMachine } from '../exercise.js';
import type { Operations } from '../operation.js';
import { notifierShape, notifierSteps } from './notifier-steps.js';

export type { NotifierSteps, TranslationHandle, Why } from './notifier-steps.js';

type K = MachineWith<typeof notifierShape>;

/** Found once user space has seen an operation succeed. */
const landed: Detector<K> = {
  id: 'landed',
  name: 'an operation of the device succeeds',
  found: (k) => k.messages.some(({ state }) => state === 'seen'),
};

/** Found once one has ended in an error. */
const refused: Detector<K> = {
  id: 'refused',
  name: 'an operation of the device ends in an error',
  found: (k) => k.messages.some(({ state }) => state === 'failed'),
};

/** The answer in the driver's place. */
function driverOf({ invalidate, fault }: Operations): MirrorDriver {
  const deviceFault = kernelFunction('driver_fault', function* (k: ExerciseMachine, at: Translation) {
    return yield* fault!(k, at);
  });
  return { invalidate: invalidate as unknown as Invalidate, fault: deviceFault as unknown as DeviceFault };
}

type Parts = Omit<MachineParts<typeof notifierShape>, 'driver' | 'device' | 'memory' | 'watch' | 'pages'>;

/** A scenario of one page, with the answer as the driver of the device that writes it. */
const withDriver = (parts: Parts) => (answer: Operations) =>
  machineScenario({
    choices: { storage: 'pmem' },
    messages: 1,
    ...parts,
    name: `10-notifier, ${parts.name}`,
    pages: 1,
    transfers: 1,
    device: 'odp',
    driver: driverOf(answer),
    memory: notifierShape,
    watch: [brokenRule, landed, refused],
  }).build();

/** One operation of the device: writes the page, as message `n`. */
const writePage = (k: K, n: number) => mirrorWrite(k, k.mirrors[0]!, 1, n, 2 + n);

const device = { name: 'device', run: (k: K) => writePage(k, 0) };

const truncateThenWrite = kernelFunction('truncate_then_write', function* (k: K) {
  yield* truncate(k, k.inodes[0]!, 0);
  yield* writePage(k, 0);
});

const writeUnmapWrite = kernelFunction('write_unmap_write', function* (k: K) {
  yield* writePage(k, 0);
  yield* munmap(k, 0, 1);
  yield* writePage(k, 1);
});

/** Unmaps once the device is in the middle of the page, or past it. */
const unmapMeanwhile = kernelFunction('unmap_meanwhile', function* (k: K) {
  yield* k.wait(
    'wait until the device is at the page',
    () => k.translations[0]!.inUse !== null || k.messages[0]!.state !== 'not sent',
    'the device',
  );
  yield* munmap(k, 0, 1);
});

const writeTwiceThenSync = kernelFunction('write_twice_then_sync', function* (k: K) {
  yield* writePage(k, 0);
  yield* writePage(k, 1);
  yield* fsync(k, k.inodes[0]!, 0);
});

const alone = withDriver({
  name: 'alone',
  about: 'A device that faults writes a page; nobody else.',
  mapped: false,
  tasks: () => [device],
});

const pastTheEnd = withDriver({
  name: 'past the end of the file',
  about: 'A file is truncated, then a device that faults writes where its page was.',
  mapped: false,
  tasks: () => [{ name: 'user', run: (k) => truncateThenWrite(k) }],
});

const unmapped = withDriver({
  name: 'after munmap',
  about: 'A device that faults writes a page, which is unmapped, and writes there again.',
  unmaps: true,
  messages: 2,
  tasks: () => [{ name: 'user', run: (k) => writeUnmapWrite(k) }],
});

const inTheMiddle = withDriver({
  name: 'munmap in the middle of a page',
  about: 'A device that faults is writing a page when its process unmaps it.',
  unmaps: true,
  tasks: () => [device, { name: 'munmap', run: (k) => unmapMeanwhile(k) }],
});

const besideTruncate = withDriver({
  name: 'beside truncate',
  about: 'A device that faults writes a page while its file is truncated.',
  mapped: false,
  tasks: () => [device, { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) }],
});

const besideMunmap = withDriver({
  name: 'beside munmap',
  about: 'A device that faults writes a page while its process unmaps it.',
  unmaps: true,
  mapped: false,
  tasks: () => [device, { name: 'munmap', run: (k) => munmap(k, 0, 1) }],
});

const besideFlusher = withDriver({
  name: 'beside a flusher',
  about: 'A device that faults writes a page twice, then fsync is called, while writeback cleans the page in between.',
  messages: 2,
  tasks: () => [
    { name: 'device', run: (k) => writeTwiceThenSync(k) },
    { name: 'flusher', run: (k) => writeCachePages(k, k.inodes[0]!, false, 0, null) },
  ],
});

const besideReclaim = withDriver({
  name: 'beside reclaim',
  about: 'A device that faults writes a page of tmpfs that a CPU has read, while reclaim looks at it.',
  choices: { set: { filesystem: 'tmpfs' } },
  cached: false,
  tasks: () => [
    device,
    { name: 'reader', run: (k) => load(k, k.ptes[0]!) },
    { name: 'reclaim', run: (k) => reclaimPage(k, k.pages[0]!) },
  ],
});

const onDax = withDriver({
  name: 'truncate on DAX',
  about: 'A device that faults writes a page of persistent memory while its file is truncated.',
  choices: { set: { dax: 'on' } },
  dax: 'always',
  mapped: false,
  tasks: () => [device, { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) }],
});

const ends = 'it never ends: who waits for whom, and what may a device still need while its driver is being told?';
const outlived =
  'the device wrote through an address whose munmap had returned: what it knew of the old entry was still in use';
const states = 300_000;
const common = { completes: ends, reaches: {}, never: {}, points: 1, states };

const checks: readonly Check[] = [
  {
    ...common,
    id: '10-notifier/maps',
    title: 'a fault gives the device its page',
    scenario: alone,
    completes:
      'the device never gets on: it faults, looks the address up again, and finds nothing. What has a fault to leave behind?',
    reaches: {
      landed: 'no operation of the device ever succeeds: fault says that there is no page. Where does it find one?',
    },
  },
  {
    ...common,
    id: '10-notifier/error',
    title: 'a device is told where there is no page',
    needs: ['10-notifier/maps'],
    scenario: pastTheEnd,
    completes:
      'there is no page any more, and the device faults for ever, where a CPU would have got a signal. What does fault return then?',
    reaches: { refused: 'the device wrote where the file had ended, and was told that it succeeded' },
  },
  {
    ...common,
    id: '10-notifier/unmaps',
    title: 'what is unmapped is gone for the device',
    needs: ['10-notifier/error'],
    scenario: unmapped,
    never: { H9: `${outlived}. Whose page table still had it?` },
  },
  {
    ...common,
    id: '10-notifier/acknowledged',
    title: 'the device has let go when it returns',
    needs: ['10-notifier/unmaps'],
    scenario: inTheMiddle,
    never: {
      H9: `${outlived}. The entry was gone from the device’s table, but the device had translated it already: it has to acknowledge before the callback returns`,
    },
  },
  {
    ...common,
    id: '10-notifier/translation',
    title: 'it waits for a translation, not for an operation',
    needs: ['10-notifier/acknowledged'],
    scenario: besideTruncate,
    completes:
      'deadlock: it waits for the device’s operation, which needs a fault, which needs a lock that truncation holds while it tells the driver',
  },
  {
    ...common,
    id: '10-notifier/retry',
    title: 'no dead translation is installed',
    points: 2,
    needs: ['10-notifier/translation'],
    scenario: besideMunmap,
    never: {
      H9: `${outlived}. It was installed after the invalidation, from a walk made before it: how does a fault find out that its walk is out of date?`,
    },
  },
  {
    ...common,
    id: '10-notifier/protection',
    title: 'write-protection reaches the device',
    needs: ['10-notifier/retry'],
    scenario: besideFlusher,
    never: {
      H2a: 'the page was cleaned, the device went on writing by an entry that the CPU’s table had write-protected, and fsync found nothing to write',
      H2b: 'the page was cleaned, the device went on writing by an entry that the CPU’s table had write-protected: nobody will ever write that',
    },
  },
  {
    ...common,
    id: '10-notifier/dirty',
    title: 'what the device has written is known to be dirty',
    needs: ['10-notifier/protection'],
    scenario: besideReclaim,
    never: { H2b: 'reclaim dropped a page that the device had written: nobody had said that it was dirty' },
  },
  {
    ...common,
    id: '10-notifier/reference',
    title: 'no reference stays behind',
    needs: ['10-notifier/dirty'],
    scenario: onDax,
    never: { H5: 'the device wrote a block that the file had no more' },
    completes:
      'truncation waits for ever: somebody still holds a reference on the page, and a mirror has no need of one',
  },
];

/** The exercise. */
export const notifierExercise: Exercise = {
  id: '10-notifier',
  module: import.meta.url,
  title: 'the driver of a device that faults',
  chapter: '10-hardware-that-faults',
  functions: [
    {
      name: 'invalidate',
      signature: 'invalidate(k: NotifierSteps, at: TranslationHandle, why: Why): Op',
      returns: [null],
    },
    {
      name: 'fault',
      signature: "fault(k: NotifierSteps, at: TranslationHandle): Op<'mapped' | 'error'>",
      returns: ['mapped', 'error'],
    },
  ],
  steps: notifierSteps,
  checks,
};
