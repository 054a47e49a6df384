// What a device does in a scenario, whichever kind it is: some operations, one after the other.
import { again, kernelFunction } from '../engine/index.js';
import { type DeviceKind, isNotified, isPinning } from '../pages/device-kind.js';
import type { Invalidate } from '../pages/notifier.js';
import type { Machine } from './machine.js';
import { dropReferences } from './mirror.js';
import { mirrorWrite } from './mirror-access.js';
import { invalidate } from './mirror-driver.js';
import { cpuOperations, pinnedOperations } from './pinned-access.js';
import { untilLetGo } from './rdma.js';

/** What the driver of such a device does when it is told of a change; null where it is told of none. */
export const invalidateOf = (kind: DeviceKind): Invalidate | null =>
  isNotified(kind) ? (invalidate as unknown as Invalidate) : null;

/** The operations of a mirror; an error ends them, as it does with a queue pair. */
const mirrorWrites = kernelFunction(
  'mirror_writes',
  function* (k: Machine, n: number, operations: number, pages: number, token: number) {
    if (n === operations) return 'done';
    const status = yield* mirrorWrite(k, k.mirrors[0]!, pages, n * pages, token);
    return status === 'done' ? again(n + 1, operations, pages, token + 1) : status;
  },
);

/** Whether the driver keeps references, which end when user space lets go. */
const keepsAny = (k: Machine): boolean => k.device === 'holding' || k.rules.driver === 'keeps-reference';

/** The operations of a device that mirrors, and what its driver keeps beyond them. */
const mirrorOperations = kernelFunction(
  'mirror_device',
  function* (k: Machine, operations: number, pages: number, token: number) {
    const status = yield* mirrorWrites(k, 0, operations, pages, token);
    if (keepsAny(k)) {
      yield* untilLetGo(k);
      yield* dropReferences(k);
    }
    return status;
  },
);

/**
 * So many operations, each of which writes both sectors of the first `pages` pages; the first writes
 * `token`, the next one the token after it.
 * @returns `'done'`, or `'error'` where one failed: by an error completion, or by the signal that a CPU gets
 */
export const deviceOperations = kernelFunction(
  'device_operations',
  function* (k: Machine, operations: number, pages: number, token: number) {
    if (k.device === 'cpu') return yield* cpuOperations(k, 0, operations, pages, token);
    if (isPinning(k.device)) return yield* pinnedOperations(k, operations, pages, token);
    return yield* mirrorOperations(k, operations, pages, token);
  },
);
