// A device writes memory: one sector of a page that it holds, through nothing but the page's
// physical address. It asks no page table, so neither write-protection, nor munmap, nor truncation
// keeps it out.
import { noteAccess } from '../filesystems/dax-blocks.js';
import type { Pin } from '../gup/pin.js';
import { vmaOf } from '../pages/address-space.js';
import type { Pte } from '../pages/page.js';
import { type GhostWrite, landSector } from '../pages/promises.js';
import type { Machine } from './machine.js';

/**
 * The device writes `token` into one sector of the page that `pin` holds. Call within an effect.
 * @param through the address by which the page was pinned, where somebody may unmap it
 */
export function writeMemory(
  k: Machine,
  pin: Pin,
  sector: 0 | 1,
  token: number,
  write: GhostWrite,
  through?: Pte,
): void {
  k.ghost(() => {
    write.token = token;
    noteAccess(k, pin.index, pin.page!);
    if (through !== undefined && vmaOf(k, through).returned) write.outlived = true;
  });
  landSector(k, pin.page!, sector, token, write);
}
