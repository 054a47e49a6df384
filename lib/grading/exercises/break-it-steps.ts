// What a scenario of 03-break-it is made of: system calls, the cleaning of pages by others, and the end of power.
import { directRead } from '../../devices/direct-read.js';
import { writeMemory } from '../../devices/dma.js';
import { pollCompletions, receive, registerRegion } from '../../devices/rdma.js';
import { bool, ghost, kernelFunction, one, oneOf, record } from '../../engine/index.js';
import { fsync } from '../../filesystems/fsync.js';
import type { OpenFile } from '../../filesystems/machine.js';
import { store } from '../../filesystems/store.js';
import { writeCachePages } from '../../filesystems/writeback.js';
import { pinUserPage, unpinUserPage } from '../../gup/pin.js';
import { transferVisible } from '../../pages/promises.js';
import type { MachineWith } from '../../scenarios/machine-scenario.js';
import { answeredShape, type StepOffered } from '../exercise.js';
import type { Handle, Offers, Op, Steps } from '../op.js';

/** What the scenario has done so far. Only detectors read it. */
const Scene = record('Scene', {
  /** A device was let write the page, and how. */
  device: ghost(oneOf('none', 'sound', 'careless', 'for good')),
  /** The power was cut. */
  cut: ghost(bool),
});

/** What the exercise adds to the machine. */
export const breakItShape = { ...answeredShape, scene: one(Scene) } as const;

export type BreakItMachine = MachineWith<typeof breakItShape>;
type K = BreakItMachine;

/** Stands for an open file: of the one whose page is the buffer. */
export type FileHandle = Handle<'openFile'>;

/** What an answer to it may do. */
export interface BreakItSteps extends Steps {
  /** Stores into the mapped page. */
  store(): Op;
  /** read(2) with O_DIRECT into the mapped page: the device ends the pin, and a sound driver marks the page dirty. */
  directRead(): Op;
  /** The same by a driver that forgets to mark the page dirty. */
  carelessRead(): Op;
  /** Registers the page for RDMA, and sees a message land in it; the region stays until user space lets go of it. */
  receive(): Op;
  /** fsync(2). */
  fsync(file: FileHandle): Op;
  /** Background writeback comes by, as it may at any time. */
  writeback(): Op;
  /** The power goes: the machine stops, and what was in no medium is gone. */
  powerCut(): Op;
}

/** Which transfer each way to write uses; the contents that they deliver. */
const [readPin, regionPin, carelessPin] = [0, 1, 2] as const;
const [storeToken, readToken, carelessToken, messageToken] = [1, 2, 3, 4] as const;

const note = (k: K, device: 'sound' | 'careless' | 'for good'): void =>
  k.ghost(() => {
    k.scene.device = device;
  });

/** A program’s store. */
const storeOnce = kernelFunction('program_store', function* (k: K) {
  yield* store(k, k.ptes[0]!, 0, storeToken);
});

const read = kernelFunction('program_read', function* (k: K) {
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, readPin, readToken);
  yield* k.step('the data is there', () => note(k, 'sound'));
});

const careless = kernelFunction('careless_driver', function* (k: K) {
  const pin = k.pins[carelessPin]!;
  if ((yield* pinUserPage(k, k.ptes[0]!, pin)) !== 'pinned') return;
  for (const sector of [0, 1] as const)
    yield* k.step(`DMA into sector ${sector}`, {
      owner: 'device',
      do: () => writeMemory(k, pin, sector, carelessToken, k.ghostWrites[carelessPin]!),
      cost: k.costs.storage.costs.sector,
    });
  yield* unpinUserPage(k, pin);
  yield* k.step('the data is there', () => {
    transferVisible(k, k.ghostWrites[carelessPin]!, true);
    note(k, 'careless');
  });
});

const receiveOnce = kernelFunction('program_receive', function* (k: K) {
  const region = k.regions[0]!;
  if ((yield* registerRegion(k, region, 0, regionPin, 1)) !== 'registered') return;
  yield* receive(k, region, 0, regionPin, 0, messageToken);
  yield* pollCompletions(k);
  yield* k.step('the data is there', () => note(k, 'for good'));
});

const sync = kernelFunction('program_fsync', function* (k: K, file: OpenFile) {
  yield* fsync(k, k.inodes[0]!, file.index);
});

const clean = kernelFunction('flusher', function* (k: K) {
  yield* writeCachePages(k, k.inodes[0]!, false, 0, null);
});

const cutPower = kernelFunction('power_cut', function* (k: K) {
  yield* k.step('the power goes', () => {
    k.ghost(() => {
      k.scene.cut = true;
    });
  });
});

/** What each call does. */
export const breakItSteps = {
  store: { about: 'stores into the mapped page', takes: [], run: (k: K) => storeOnce(k) },
  directRead: {
    about:
      '`read` with `O_DIRECT` into the mapped page, through a sound driver: the device ends the pin, and the page is marked dirty before that',
    takes: [],
    run: (k: K) => read(k),
  },
  carelessRead: {
    about: 'the same through a driver that forgets to mark the page dirty',
    takes: [],
    run: (k: K) => careless(k),
  },
  receive: {
    about: 'registers the page for RDMA and sees a message land in it; the region stays until user space lets go of it',
    takes: [],
    run: (k: K) => receiveOnce(k),
  },
  fsync: { about: '`fsync`', takes: ['file'], run: (k: K, file: OpenFile) => sync(k, file) },
  writeback: { about: 'background writeback comes by, as it may at any time', takes: [], run: (k: K) => clean(k) },
  powerCut: {
    about: 'the power goes: everything stops, and what is on no medium is gone',
    takes: [],
    run: (k: K) => cutPower(k),
  },
} satisfies Offers<BreakItSteps> & Readonly<Record<string, StepOffered>>;
