// A device writes memory: one sector of a page that it holds, through nothing but the page's
// physical address. It asks no page table, so neither write-protection, nor munmap, nor truncation
// keeps it out.
import type { Pin } from '../gup/pin.js';
import { type GhostWrite, landSector } from '../pages/promises.js';
import type { Machine } from './machine.js';

/** The device writes `token` into one sector of the page that `pin` holds. Call within an effect. */
export function writeMemory(k: Machine, pin: Pin, sector: 0 | 1, token: number, write: GhostWrite): void {
  k.ghost(() => {
    write.token = token;
  });
  landSector(k, pin.page!, sector, token, write);
}
