// Bouncing a page: what the device writes is a copy, so whoever changes the page meanwhile changes
// nothing that is under way. The page stays dirty.
import { kernelFunction } from '../../engine/index.js';
import { takeSector } from '../../filesystems/block-device.js';
import { destinationOf, isChecksummed } from '../../filesystems/block-map.js';
import type { Page } from '../../pages/page.js';
import { bug, type ExerciseMachine } from '../exercise.js';

type K = ExerciseMachine;

/** The copy goes to the device, with checksums of its own; it is waited for. */
const writeCopy = kernelFunction('write_bounce_page', function* (k: K, page: Page, first: number, second: number) {
  const { costs } = k.costs.storage;
  yield* k.step('checksum the copy and send it', {
    do: () => {
      const block = destinationOf(k, page);
      block.busy = true;
      if (!isChecksummed(k)) return;
      block.sentSum0 = first;
      block.sentSum1 = second;
    },
    cost: k.costs.cpu.submit,
  });
  yield* k.step('the device takes sector 0 from the copy', {
    owner: 'device',
    do: () => takeSector(k, destinationOf(k, page), 0, first),
    cost: costs.sector,
  });
  yield* k.step('the device takes sector 1 from the copy', {
    owner: 'device',
    do: () => takeSector(k, destinationOf(k, page), 1, second),
    cost: costs.sector,
  });
  yield* k.step('the write of the copy completes', {
    owner: 'device',
    do: () => {
      const block = destinationOf(k, page);
      block.busy = false;
      page.writeback = false;
      if (isChecksummed(k)) block.sentSum0 = block.sentSum1 = 0;
    },
    cost: k.costs.cpu.wake,
  });
});

/**
 * Copies a page, a sector at a time, writes the copy and waits for it. The tag TOWRITE goes, the page
 * stays dirty. A write of a copy does not fail here.
 */
export const bouncePage = kernelFunction('bounce', function* (k: K, page: Page) {
  const busy = yield* k.step('set writeback, leave it dirty', () => {
    if (page.writeback) bug(k, 'it starts a second writeback of a page that is under writeback');
    if (page.writeback) return true;
    page.writeback = true;
    page.towriteTag = false;
    return false;
  });
  if (busy) return;
  const first = yield* k.step('copy sector 0', { do: () => page.data0, cost: k.costs.cpu.store });
  const second = yield* k.step('copy sector 1', { do: () => page.data1, cost: k.costs.cpu.store });
  yield* writeCopy(k, page, first, second);
});
