// The same operations by those who do not mirror: a device that pins its pages and learns of nothing, and
// a CPU thread, which is what everybody is compared with.
//
// A device that pins knows physical addresses (RDMA), or asks the IOMMU for them and has no way to
// fault (ATS without PRI): the IOMMU's table is the driver's own, and no CPU's entry changes it.
import { again, kernelFunction } from '../engine/index.js';
import { noteClaim } from '../filesystems/dax-blocks.js';
import { store } from '../filesystems/store.js';
import { writeMemory } from './dma.js';
import type { Machine } from './machine.js';
import { claimOf } from './mirror.js';
import { mirrorWrite, seeCompletion } from './mirror-access.js';
import { deregisterRegion, ghostOf, registerRegion, untilLetGo } from './rdma.js';

/** One page, through the physical address that was pinned. */
const writePinned = kernelFunction(
  'dma_pinned',
  function* (k: Machine, n: number, pages: number, message: number, token: number) {
    if (n === pages) return;
    for (const sector of [0, 1] as const)
      yield* k.step(`write sector ${sector}`, {
        owner: 'device',
        do: () => writeMemory(k, k.pins[n]!, sector, token, ghostOf(k, message + n), k.ptes[n]!),
        cost: k.costs.mirrors[k.device].access,
      });
    return again(n + 1, pages, message, token);
  },
);

/** One operation through pins. */
const pinnedWrite = kernelFunction(
  'pinned_write',
  function* (k: Machine, pages: number, message: number, token: number) {
    yield* writePinned(k, 0, pages, message, token);
    yield* k.step('post the completion', {
      owner: 'device',
      do: () => {
        for (let n = message; n < message + pages; n++) k.messages[n]!.state = 'landed';
      },
      cost: k.costs.rdma.completion,
    });
    yield* seeCompletion(k, message, pages);
  },
);

/** The IOMMU's table gets the pages that were pinned. */
const mapForAts = kernelFunction('iommu_map', function* (k: Machine) {
  yield* k.step('enter the pinned pages into the IOMMU’s table', {
    do: () => {
      for (const translation of k.translations) {
        translation.page = k.pins[translation.index]!.page;
        translation.writable = true;
        noteClaim(k, claimOf(k, translation), translation.page!);
      }
    },
    cost: k.costs.cpu.changePte,
  });
});

/** Takes them out again: the device may use none of them. */
const unmapForAts = kernelFunction('iommu_unmap', function* (k: Machine) {
  yield* k.step('take the pages out of the IOMMU’s table, flush the device’s TLB', {
    do: () => {
      for (const translation of k.translations) {
        translation.page = null;
        translation.writable = false;
      }
    },
    cost: k.costs.mirrors[k.device].invalidate,
  });
});

/** `operations` writes, one after the other, the device's tokens ascending. */
const writeAll = kernelFunction(
  'pinned_writes',
  function* (k: Machine, n: number, operations: number, pages: number, token: number) {
    if (n === operations) return;
    if (k.device === 'ats') yield* mirrorWrite(k, k.mirrors[0]!, pages, n * pages, token);
    else yield* pinnedWrite(k, pages, n * pages, token);
    return again(n + 1, operations, pages, token + 1);
  },
);

/** Registers the pages, writes them, and keeps them until user space lets go. */
export const pinnedOperations = kernelFunction(
  'pinned_device',
  function* (k: Machine, operations: number, pages: number, token: number) {
    const region = k.regions[0]!;
    if ((yield* registerRegion(k, region, 0, 0, pages)) !== 'registered') return yield* refused(k);
    if (k.device === 'ats') yield* mapForAts(k);
    yield* writeAll(k, 0, operations, pages, token);
    yield* untilLetGo(k);
    if (k.device === 'ats') yield* unmapForAts(k);
    yield* deregisterRegion(k, region, 0, pages);
    return 'done';
  },
);

/** Nothing of it can be done: the first operation has failed. */
const refused = kernelFunction('operation_fails', function* (k: Machine) {
  yield* k.step('the operation fails', () => {
    k.messages[0]!.state = 'failed';
  });
  return 'error';
});

/** Page after page by a CPU, from `n` on. @returns whether all stores were made */
export const storePages = kernelFunction(
  'store_pages',
  function* (k: Machine, n: number, pages: number, token: number) {
    if (n === pages) return true;
    for (const sector of [0, 1] as const) if ((yield* store(k, k.ptes[n]!, sector, token)) !== 'stored') return false;
    return again(n + 1, pages, token);
  },
);

/** The same accesses by a CPU thread, which a signal ends. */
export const cpuOperations = kernelFunction(
  'cpu_thread',
  function* (k: Machine, n: number, operations: number, pages: number, token: number) {
    if (n === operations) return 'done';
    const done = yield* storePages(k, 0, pages, token);
    yield* k.step(done ? 'note that it has stored' : 'note the signal', () => {
      for (let m = n * pages; m < (n + 1) * pages; m++) k.messages[m]!.state = done ? 'seen' : 'failed';
    });
    return done ? again(n + 1, operations, pages, token + 1) : 'error';
  },
);
