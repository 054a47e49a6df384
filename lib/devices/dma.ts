// A device writes memory: one sector of a page that it holds, through nothing but the page's
// physical address. It asks no page table, so neither write-protection, nor munmap, nor truncation
// keeps it out. A device that mirrors the page table writes what it has translated, and no more.
import { noteAccess, noteSharedWrite } from '../filesystems/dax-blocks.js';
import { noteUnleased } from '../filesystems/lease.js';
import { indexOf, type Pin } from '../gup/pin.js';
import { vmaOf } from '../pages/address-space.js';
import { isNotified } from '../pages/device-kind.js';
import { indexIn } from '../pages/folio.js';
import type { Translation } from '../pages/notifier.js';
import type { Pte } from '../pages/page.js';
import { type GhostWrite, landSector } from '../pages/promises.js';
import type { Machine } from './machine.js';
import { claimOf } from './mirror.js';

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
  noteSharedWrite(k, pin.page!, sector, token);
  noteUnleased(k);
  landSector(k, pin.page!, sector, token, write, indexOf(pin));
}

/** The device writes `token` into one sector of the page that it has translated. Call within an effect. */
export function writeTranslated(
  k: Machine,
  translation: Translation,
  sector: 0 | 1,
  token: number,
  write: GhostWrite,
): void {
  k.ghost(() => {
    write.token = token;
    noteAccess(k, claimOf(k, translation), translation.inUse!);
    if (!vmaOf(k, translation.pte!).returned) return;
    if (isNotified(k.device)) translation.mirror!.outlived = true;
    else write.outlived = true;
  });
  noteSharedWrite(k, translation.inUse!, sector, token);
  const page = translation.inUse!;
  landSector(k, page, sector, token, write, indexIn(page, translation.pte!.pgoff));
}
