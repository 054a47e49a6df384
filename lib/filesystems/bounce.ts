// Bounce pages: what the device writes in the place of a page that somebody may be changing.
//
// The page is copied while its writer goes on, sector by sector, so the copy may have half of what
// arrives; but whatever is summed and written is the copy. The page stays dirty and keeps its room on
// the device, so the next writeback writes it again: what changed meanwhile is late, not lost.
// PG_writeback is set all the same, so that fsync and truncation wait for the copy. Proposed for
// pages that are pinned (Jan Kara; assumed); FUSE writes a copy of every page, by folio_copy (fs/fuse/file.c,
// fuse_writepage_args_page_fill, 6.12). On DAX the page is the block, so no copy can stand for
// it. That a page for the copy may not be found is left out.
import { again, bool, kernelFunction, type RecordOf, record, uint } from '../engine/index.js';
import { nthPage, pagesIn } from '../pages/folio.js';
import type { Page } from '../pages/page.js';
import { tokenBits } from '../pages/tokens.js';
import type { FilesystemKernel } from './machine.js';

/** The copy of the page of the same number, while it is written. */
export const Bounce = record('Bounce', {
  used: bool,
  data0: uint(tokenBits),
  data1: uint(tokenBits),
});
export interface Bounce extends RecordOf<typeof Bounce> {}

/** What is written of a page: its copy where there is one. */
export function writtenContent(k: FilesystemKernel, page: Page): Page | Bounce {
  const bounce = 'bounces' in k ? k.bounces[page.index] : undefined;
  return bounce?.used === true ? bounce : page;
}

/** A page is to be written from a copy. Call within an effect. */
export function takeBounce(k: FilesystemKernel, page: Page): void {
  k.bounces[page.index]!.used = true;
}

/** It has been written. Call within an effect. */
export function dropBounce(k: FilesystemKernel, page: Page): void {
  const content = writtenContent(k, page);
  if (!('used' in content)) return;
  content.used = false;
  content.data0 = content.data1 = 0;
}

/** The n-th page of a folio, and where it is copied to. */
function copyOf(k: FilesystemKernel, folio: Page, n: number): { copy: Bounce; from: Page } {
  const from = nthPage(folio, n);
  return { copy: k.bounces[from.index]!, from };
}

/** Copies the pages of a folio, from its n-th on: `copy_highpage`. */
export const copyPages = kernelFunction('copy_highpage', function* (k: FilesystemKernel, folio: Page, n: number) {
  yield* k.step('copy sector 0', {
    do: () => {
      const { copy, from } = copyOf(k, folio, n);
      if (copy.used) copy.data0 = from.data0;
    },
    cost: k.costs.cpu.store,
  });
  const more = yield* k.step('copy sector 1', {
    do: () => {
      const { copy, from } = copyOf(k, folio, n);
      if (copy.used) copy.data1 = from.data1;
      return n + 1 < pagesIn(folio);
    },
    cost: k.costs.cpu.store,
  });
  if (more) return again(folio, n + 1);
});
