// A device, or a CPU thread, that makes the same small writes over and over, while somebody cleans the page at
// some rate: each cleaning write-protects it, and costs whoever writes next a fault. For the clock alone.
import type { Machine } from '../devices/machine.js';
import { mirrorWrite } from '../devices/mirror-access.js';
import { storePages } from '../devices/pinned-access.js';
import { restoreWorker } from '../devices/restore.js';
import { again, kernelFunction, type Task } from '../engine/index.js';
import { writeAndWait } from '../filesystems/fsync.js';
import { type DeviceKind, isPinning } from '../pages/device-kind.js';
import { deviceToken } from './device-scenario.js';
import { machineScenario, type NamedScenario } from './machine-scenario.js';

/** Writes the page so many times, after some other work each time. */
const writeOver = kernelFunction('write_over_and_over', function* (k: Machine, times: number) {
  if (times === 0) return;
  yield* k.sleep(k.costs.rdma.peer, { label: 'do something else for a while', owner: 'user' });
  if (k.device === 'cpu') yield* storePages(k, 0, 1, deviceToken);
  else yield* mirrorWrite(k, k.mirrors[0]!, 1, 0, deviceToken);
  return again(times - 1);
});

/** Cleans the file, for ever, so long after the last time on average. */
const cleanOver = kernelFunction('clean_over_and_over', function* (k: Machine, everyNs: number) {
  yield* k.sleep({ ns: everyNs, shape: 'exponential' });
  yield* writeAndWait(k, k.inodes[0]!);
  return again(everyNs);
});

/** What is measured. */
export interface Invalidations {
  /** Who writes: a CPU thread, or a device that is told of changes. */
  readonly device: DeviceKind;
  /** Mean time between two cleanings, in nanoseconds; none without it. */
  readonly everyNs?: number;
  /** Operations of one run. */
  readonly operations: number;
}

/** The kernel function that is one operation of such a kind. */
export const operationOf = (device: DeviceKind): string => (device === 'cpu' ? 'store_pages' : 'mirror_write');

/**
 * Makes the scenario: on a block device of persistent memory, so that cleaning itself takes little time.
 * @throws RangeError for a device that pins, which nobody tells of anything
 */
export function deviceUnderInvalidations({ device, everyNs, operations }: Invalidations): NamedScenario {
  if (isPinning(device))
    throw new RangeError(
      `${device} pins its pages and learns of no invalidation; choose odp, gpu, vm, notifier or cpu`,
    );
  return machineScenario({
    name: 'device-under-invalidations',
    about: 'A device writes a page over and over while somebody cleans it at some rate.',
    choices: { storage: 'pmem' },
    device,
    pages: 1,
    transfers: 1,
    messages: 1,
    tasks: (): Task<Machine>[] => [
      { name: 'device', run: (k) => writeOver(k, operations) },
      ...(device === 'notifier'
        ? [{ name: 'restore', run: (k: Machine) => restoreWorker(k, k.mirrors[0]!), daemon: true }]
        : []),
      ...(everyNs === undefined ? [] : [{ name: 'cleaner', run: (k: Machine) => cleanOver(k, everyNs), daemon: true }]),
    ],
  });
}
