// What the driver of a mirror does when it is told that an entry changes.
//
// It takes the translation from the device's table, waits until the device has let go of it as well, which
// is when what it has translated is written, and marks the page dirty where it could be written: all
// before start returns (mlx5_ib_invalidate_range, ib_umem_odp_unmap_dma_pages, 6.12). It waits for a
// translation, never for an operation: an operation may need a fault, and a fault a lock that is
// held where start was called.
//
// Six breaches of that contract are one switch, `driver`; three of them are here.
import { kernelFunction } from '../engine/index.js';
import { setPageDirty } from '../pages/dirty.js';
import { type Reason, type Translation, translationsOf } from '../pages/notifier.js';
import type { Machine } from './machine.js';

/** Whether the device has let go: of this translation, or, where it cannot fault and is stopped, of all. */
const hasLetGo = (k: Machine, { inUse, mirror }: Translation): boolean =>
  k.device === 'notifier'
    ? translationsOf(k).every((each) => each.mirror !== mirror || each.inUse === null)
    : inUse === null;

/** The device's table forgets the translation. @returns the page, where the device may have written it */
const zap = kernelFunction('zap_translation', function* (k: Machine, translation: Translation) {
  return yield* k.find('take the translation from the device’s table', {
    do: () => {
      const written = translation.writable ? translation.page : null;
      translation.mirror!.movedOn = true;
      if (k.device === 'notifier') translation.mirror!.stopped = true;
      translation.page = null;
      translation.writable = false;
      return written;
    },
    cost: k.costs.cpu.flag,
  });
});

/** `mmu_interval_notifier_ops.invalidate`: what runs inside `invalidate_range_start`. */
export const invalidate = kernelFunction(
  'driver_invalidate',
  function* (k: Machine, translation: Translation, reason: Reason) {
    const { driver } = k.rules;
    const protects = reason === 'PROTECTION_PAGE' || reason === 'PROTECTION_VMA';
    if (driver === 'ignores-protection' && protects) return;
    if (driver === 'waits-for-operation')
      yield* k.wait('wait for the operation', () => !translation.mirror!.busy, 'the device’s operation');
    const written = yield* zap(k, translation);
    if (driver !== 'returns-early')
      yield* k.step('wait until the device has let go of it', {
        owner: 'device',
        when: () => hasLetGo(k, translation),
        cost: k.costs.mirrors[k.device].invalidate,
        waitsFor: 'a translation in use',
      });
    if (written !== null && driver !== 'drops-dirty' && !k.dax) yield* setPageDirty(k, written);
  },
);
