// Exercise 04-stable-pages: both doors to a page, and whoever cleans it, so that no page changes in flight.
import { writeMemory } from '../../devices/dma.js';
import { again, type Detector, kernelFunction, type Task } from '../../engine/index.js';
import { unpinUserPage } from '../../gup/pin.js';
import { setPageDirtyLock } from '../../gup/unpin.js';
import { landSector, storeVisible, transferVisible } from '../../pages/promises.js';
import { machineScenario } from '../../scenarios/machine-scenario.js';
import type { Check } from '../check.js';
import { answeredWith, brokenRule, bug, type Exercise } from '../exercise.js';
import type { Operations } from '../operation.js';
import { type StableMachine, stablePagesSteps, stableShape } from './stable-pages-steps.js';

export type { StablePagesSteps } from './stable-pages-steps.js';

type K = StableMachine;

/** What the device delivers, and what CPUs store. */
const deviceToken = 3;

/** A store, by way of the answer’s store path where the entry is not writable. */
const storeWith = kernelFunction(
  'store',
  function* (k: K, storePath: Operations[string], sector: 0 | 1, token: number) {
    const done = yield* k.step('store', {
      do: () => {
        const pte = k.ptes[0]!;
        if (!pte.writable) return false;
        pte.dirty = true;
        landSector(k, k.pages[0]!, sector, token, null);
        storeVisible(k, k.pages[0]!, sector, token);
        answeredWith(k, true);
        return true;
      },
      cost: k.costs.cpu.store,
    });
    if (done) return;
    yield* storePath!(k, k.pages[0]!);
    return again(storePath!, sector, token);
  },
);

/** A direct read into the page: the answer’s pin path, the device, and the end that locks the page. */
const readWith = kernelFunction('read_into', function* (k: K, pinPath: Operations[string]) {
  if ((yield* pinPath!(k, k.pages[0]!)) === 'retry') return again(pinPath!);
  for (const sector of [0, 1] as const)
    yield* k.step(`DMA into sector ${sector}`, {
      owner: 'device',
      do: () => {
        if (k.pins[0]!.page === null) bug(k, 'it gives a device a page that nobody holds');
        else writeMemory(k, k.pins[0]!, sector, deviceToken, k.ghostWrites[0]!);
      },
      cost: k.costs.storage.costs.sector,
    });
  yield* setPageDirtyLock(k, k.pins[0]!);
  yield* unpinUserPage(k, k.pins[0]!);
  yield* k.step('the read is over', () => {
    transferVisible(k, k.ghostWrites[0]!, true);
    k.scene.read = true;
  });
});

/** When each of the two begins. */
type Order = 'any' | 'store first' | 'writeback first' | 'pin first';

/** Stores, so that there is something to clean, and reads into the same page afterwards. */
const storeThenRead = kernelFunction(
  'store_then_read',
  function* (k: K, storePath: Operations[string], pinPath: Operations[string], order: Order) {
    yield* storeWith(k, storePath, 0, 1);
    if (order === 'writeback first')
      yield* k.wait('wait until the page is being written', () => k.pages[0]!.writeback || k.scene.written, 'others');
    yield* readWith(k, pinPath);
  },
);

const cleanUntilWritten = kernelFunction('write_page', function* (k: K, cleanPage: Operations[string]) {
  if ((yield* cleanPage!(k, k.pages[0]!)) === 'skipped') return again(cleanPage!);
});

/** Background writeback: comes once the page is dirty, and again until it has been written. */
const cleanWith = kernelFunction('flusher', function* (k: K, cleanPage: Operations[string], order: Order) {
  const { pages, pins, scene } = k;
  yield* k.wait('wait for a dirty page', () => pages[0]!.dirty, 'work');
  if (order === 'store first') yield* k.wait('wait for a store', () => pages[0]!.data0 !== 0, 'others');
  if (order === 'pin first')
    yield* k.wait('wait until a device holds it', () => pins[0]!.page !== null || scene.read, 'others');
  yield* cleanUntilWritten(k, cleanPage);
  yield* k.wait('wait for writeback to end', () => !pages[0]!.writeback, 'writeback');
  yield* k.step('the page has been written', () => {
    scene.written = true;
  });
});

const stored: Detector<K> = { id: 'stored', name: 'a store is made', found: (k) => k.answered.result === 'wanted' };
const delivered: Detector<K> = { id: 'read', name: 'the device is done', found: (k) => k.scene.read };
const written: Detector<K> = { id: 'written', name: 'the page is written', found: (k) => k.scene.written };

/** It was said to be written, and what was stored before is not in the device. */
const unwritten: Detector<K> = {
  id: 'unwritten',
  name: 'the page is said to be written, and is not',
  found: (k) => k.scene.written && k.blocks[0]!.cache0 === 0,
};

const flusher = (answer: Operations, order: Order = 'any'): Task<K> => ({
  name: 'flusher',
  run: (k) => cleanWith(k, answer.cleanPage!, order),
});

const program = (answer: Operations, order: Order = 'any'): Task<K> => ({
  name: 'program',
  run: (k) => storeThenRead(k, answer.storePath!, answer.pinPath!, order),
});

const machine = (name: string, about: string, tasks: (answer: Operations) => Task<K>[]) => (answer: Operations) =>
  machineScenario({
    name: `04-stable-pages, ${name}`,
    about,
    choices: { storage: 'pmem', set: { integrity: 'on' } },
    pages: 1,
    transfers: 1,
    memory: stableShape,
    watch: [brokenRule, stored, delivered, written, unwritten],
    tasks: () => tasks(answer),
  }).build();

const cpu = (answer: Operations, sector: 0 | 1): Task<K> => ({
  name: sector === 0 ? 'cpu' : 'other cpu',
  run: (k) => storeWith(k, answer.storePath!, sector, sector + 1),
});

const oneStore = machine('a store', 'A CPU stores to a clean page, and background writeback cleans it.', (answer) => [
  cpu(answer, 0),
  flusher(answer, 'store first'),
]);

const pinFirst = machine(
  'a pin taken before',
  'A device holds the page when background writeback comes to it.',
  (answer) => [program(answer, 'pin first'), flusher(answer, 'pin first')],
);

const ends = 'it never ends: what does somebody wait for, and with what in hand that another needs first?';
const common = { never: {}, completes: ends, reaches: {}, states: 400_000 };

const checks: readonly Check[] = [
  {
    ...common,
    id: '04-stable-pages/works',
    title: 'a store is made, and the page is written',
    points: 1,
    scenario: oneStore,
    never: { unwritten: 'cleanPage says that the page is written, and what was stored is not in the device' },
    completes:
      'it never ends: somebody waits for a writeback or a lock that nobody ends. What was begun, and not submitted or unlocked?',
    putOff:
      'it never ends: the store is never made, or the page is passed by for ever, though nobody holds it and nobody writes it',
    reaches: { stored: 'no execution makes the store', written: 'no execution writes the page' },
  },
  {
    ...common,
    id: '04-stable-pages/stores',
    title: 'no store changes a page that is being written',
    points: 2,
    needs: ['04-stable-pages/works'],
    scenario: machine('two stores', 'Two CPUs store to a page while background writeback cleans it.', (answer) => [
      cpu(answer, 0),
      cpu(answer, 1),
      flusher(answer),
    ]),
    never: {
      H1: 'a store changed the page while it was being written: bytes and checksum differ. What has to be waited for before an entry becomes writable, and who could begin a writeback after that?',
    },
  },
  {
    ...common,
    id: '04-stable-pages/device',
    title: 'a device gets the page',
    points: 1,
    needs: ['04-stable-pages/works'],
    scenario: machine('a device', 'A device writes the page; nobody cleans it.', (answer) => [program(answer)]),
    putOff: 'no device ever gets the page: pinPath is asked again and again. What has to be another way the next time?',
    reaches: { read: 'no execution lets the device write: a page that nobody may pin is stable, and of no use' },
  },
  {
    ...common,
    id: '04-stable-pages/ends',
    title: 'whoever meets a pin gets on, and the page is written in the end',
    points: 1,
    needs: ['04-stable-pages/device', '04-stable-pages/stores'],
    scenario: pinFirst,
    never: { unwritten: 'cleanPage says that the page is written, and what was stored is not in the device' },
    completes:
      'it never ends: the device’s end takes the page lock before the pin goes. Does cleanPage wait for the pin with that in hand?',
    putOff:
      'it never ends: pinPath and cleanPage make each other start over for ever. Who takes back what the other has looked at, and who could do it under the lock?',
    reaches: { written: 'no execution writes the page' },
  },
  {
    ...common,
    id: '04-stable-pages/pinned-during',
    title: 'a pin taken in mid-writeback changes nothing in flight',
    points: 2,
    needs: ['04-stable-pages/ends'],
    scenario: machine('a pin taken during', 'A device asks for the page while it is being written.', (answer) => [
      program(answer, 'writeback first'),
      flusher(answer),
    ]),
    never: {
      H1: 'a device got the page while it was being written, and wrote into it. The store path waits: does the pin path?',
    },
  },
  {
    ...common,
    id: '04-stable-pages/pinned-before',
    title: 'nor does a pin taken before',
    points: 2,
    needs: ['04-stable-pages/pinned-during'],
    scenario: pinFirst,
    never: {
      H1: 'a device held the page before the writeback began, and wrote into it: whoever waits at the doors only does not meet whoever is inside already. Wait, skip or bounce?',
    },
  },
  {
    ...common,
    id: '04-stable-pages/gap',
    title: 'nor does a pin taken at any other moment',
    points: 2,
    needs: ['04-stable-pages/pinned-before'],
    scenario: machine('a pin taken at any time', 'A device and background writeback meet at any moment.', (answer) => [
      program(answer),
      flusher(answer),
    ]),
    never: {
      H1: 'the pin was taken between the look for pins and the moment when no more could be taken. In which order do pin path and cleanPage look and act?',
    },
  },
];

/** The exercise. */
export const stablePagesExercise: Exercise = {
  id: '04-stable-pages',
  title: 'let no page change while it is written',
  module: import.meta.url,
  chapter: '04-stable-pages',
  functions: [
    {
      name: 'storePath',
      signature: "storePath(k: StablePagesSteps, page: PageHandle): Op<'mapped' | 'retry'>",
      returns: ['mapped', 'retry'],
    },
    {
      name: 'pinPath',
      signature: "pinPath(k: StablePagesSteps, page: PageHandle): Op<'pinned' | 'retry'>",
      returns: ['pinned', 'retry'],
    },
    {
      name: 'cleanPage',
      signature: "cleanPage(k: StablePagesSteps, page: PageHandle): Op<'written' | 'skipped'>",
      returns: ['written', 'skipped'],
    },
  ],
  steps: stablePagesSteps,
  checks,
};
