// Blocks of persistent memory, and who reached them.
//
// Where a file lies in persistent memory its page is its block: the page record n of the machine is the
// `struct page` of block n, for good, whether a file has it or not. The page's content is what CPUs and
// devices see through the CPU's caches; the block's medium is what a power cut leaves. Whoever holds the
// page holds the block, and goes on reaching it when the filesystem has given it away.
//
// All that is noted here is bookkeeping for detectors: each freeing of a block begins another
// generation of it, and a holder's claim says whose block it was, and in which generation, when it was
// taken.
import { ghost, oneOf, type RecordOf, record, uint } from '../engine/index.js';
import type { Block } from '../pages/block.js';
import type { Page } from '../pages/page.js';
import type { FilesystemKernel } from './machine.js';

/** What is noted of one block of a DAX file. */
export const DaxBlock = record('DaxBlock', {
  /** How often it has been freed, modulo 8. */
  generation: ghost(uint(3)),
  /** Whether a holder reached it that had no right to it any more: when it was free, or another file's. */
  reached: ghost(oneOf('by right', 'when free', 'in another file')),
});

/** Which generation of its block a holder took: of a pin, a pipe or a device's translation. */
export const DaxClaim = record('DaxClaim', {
  generation: ghost(uint(3)),
});
export interface DaxClaim extends RecordOf<typeof DaxClaim> {}

/** The page that a block of a DAX file is. */
export const daxPageOf = (k: FilesystemKernel, block: RecordOf<typeof Block>): Page => k.pages[block.index]!;

/** The block that a page of a DAX file is. */
export const daxBlockOf = (k: FilesystemKernel, page: Page): RecordOf<typeof Block> => k.blocks[page.index]!;

/** Somebody gets hold of a page: of its block as it is now. Call within an effect; does nothing without DAX. */
export function noteClaim(k: FilesystemKernel, claim: number, page: Page): void {
  if (!k.dax) return;
  k.ghost(() => {
    k.daxClaims[claim]!.generation = k.daxBlocks[page.index]!.generation;
  });
}

/** Somebody lets go of a page. Call within an effect. */
export function dropClaim(k: FilesystemKernel, claim: number): void {
  if (!k.dax) return;
  k.ghost(() => {
    k.daxClaims[claim]!.generation = 0;
  });
}

/**
 * A holder reads or writes the page: notes whether the block has been freed since it took it. As long as
 * it has not, it belongs to the file that it was taken from, or to one that shared it. Call within an effect.
 */
export function noteAccess(k: FilesystemKernel, claim: number, page: Page): void {
  if (!k.dax) return;
  k.ghost(() => {
    const block = daxBlockOf(k, page);
    const note = k.daxBlocks[block.index]!;
    if (note.generation === k.daxClaims[claim]!.generation) return;
    if (k.fileBlocks.some((place) => place.block === block)) note.reached = 'in another file';
    else if (note.reached === 'by right') note.reached = 'when free';
  });
}

/** A block is given back to the filesystem: whoever still holds it holds nobody's. Call within an effect. */
export function noteFreed(k: FilesystemKernel, block: RecordOf<typeof Block>): void {
  k.ghost(() => {
    const note = k.daxBlocks[block.index]!;
    note.generation = (note.generation + 1) & 7;
  });
}

/** A sector of a page is about to be written: notes that files share the block, and that it changes. Call within an effect. */
export function noteSharedWrite(k: FilesystemKernel, page: Page, sector: 0 | 1, token: number): void {
  if (!k.dax) return;
  k.ghost(() => {
    const block = daxBlockOf(k, page);
    const sharers = k.fileBlocks.filter((place) => place.block === block).length;
    if (sharers > 1 && (sector === 0 ? page.data0 : page.data1) !== token) block.sharedChanged = true;
  });
}
