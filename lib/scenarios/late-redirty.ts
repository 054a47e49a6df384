// The named scenario of data that is lost although fsync returned 0, with what brings it about and
// what cures it as switches of its own.
//
// Two gaps lie between the moment when the reader is woken and the one when a page that was cleaned
// under its read is dirty again: until the completion looks at the pages, and until the work item comes.
// `worker=at-once` leaves the first alone; an order that looks first (7.0, or directRead=iomap-checks-first)
// leaves the second. A third lies inside the second: the page is dirty, and its tag is not yet set.
import {
  directRead,
  rawDeviceRead,
  readCompletion,
  readCompletionAtOnce,
  redirtyWorker,
} from '../devices/direct-read.js';
import type { Machine } from '../devices/machine.js';
import { kernelFunction, type Task } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { store } from '../filesystems/store.js';
import { flusher } from '../filesystems/writeback.js';
import type { Setting } from '../rules/setting.js';
import { type MachineWith, machineScenario, type NamedScenario } from './machine-scenario.js';
import type { PatchSetting } from './patch.js';
import { readToken } from './reader.js';

const patch = {
  /** What is read: a file, or a raw block device. */
  source: ['file', 'raw-device'],
  /** What is done between read and fsync: a store to the page; or fsync is called only if the page looks dirty. */
  beforeFsync: ['nothing', 'store', 'look'],
  /** Who else cleans the page while the read is under way: another fsync, or background writeback. */
  midway: ['fsync', 'flusher', 'nothing'],
  /** When the work item comes. */
  worker: ['later', 'at-once'],
} as const;
type K = MachineWith<Readonly<Record<never, never>>, typeof patch>;

/** Whether PG_dirty shows, as user space sees it in /proc/kpageflags. */
const looksDirty = kernelFunction('kpageflags_read', function* (k: Machine) {
  return yield* k.step('does the page look dirty?', { do: () => k.pages[0]!.dirty, cost: k.costs.cpu.syscall });
});

/** Reads, and calls fsync when read(2) has returned. */
const readThenFsync = kernelFunction('read_then_fsync', function* (k: K) {
  const { beforeFsync, source } = k.patch;
  yield* (source === 'file' ? directRead : rawDeviceRead)(k, k.directReads[0]!, 0, 1, 1, 0, readToken);
  if (beforeFsync === 'store') yield* store(k, k.ptes[0]!, 0, readToken);
  if (beforeFsync === 'look' && !(yield* looksDirty(k))) return;
  yield* fsync(k, k.inodes[0]!, 0);
});

/** What completes the read where the reader does not do so itself. */
function completes(setting: Setting, { source, worker }: PatchSetting<typeof patch>): Task<K>[] {
  if (source === 'raw-device' || setting.switches.directRead === 'classic') return [];
  const [complete, late] = worker === 'later' ? [readCompletion, true] : [readCompletionAtOnce, false];
  return [
    { name: 'completion', run: (k) => complete(k, k.directReads[0]!, 0, readToken), daemon: true },
    ...(late ? [{ name: 'worker', run: (k: K) => redirtyWorker(k, k.directReads[0]!, 0), daemon: true }] : []),
  ];
}

/** Who cleans the page in mid-transfer. */
const cleaners: Readonly<Record<PatchSetting<typeof patch>['midway'], readonly Task<K>[]>> = {
  fsync: [{ name: 'other fsync', run: (k) => fsync(k, k.inodes[0]!, 1) }],
  flusher: [{ name: 'flusher', run: (k) => flusher(k, k.inodes[0]!), daemon: true }],
  nothing: [],
};

const lateRedirtyAndCrash = machineScenario({
  name: 'late-redirty-and-crash',
  about:
    'An O_DIRECT read through iomap, fsync at once when it returns, and another fsync in mid-transfer: fsync returned 0 and the data is gone.',
  choices: { set: { filesystem: 'xfs' } },
  pages: 1,
  directReads: 1,
  syncers: 2,
  patch,
  tasks: (setting, _, chosen): Task<K>[] => [
    { name: 'reader', run: (k) => readThenFsync(k) },
    ...completes(setting, chosen),
    ...cleaners[chosen.midway],
  ],
});

/** All of them, in the order of the book. */
export const lateRedirtyScenarios: readonly NamedScenario[] = [lateRedirtyAndCrash];
