// A file in persistent memory: what a page fault, fsync and write(2) do where there is no page cache.
//
// A fault finds the block and maps it, all with the lock that truncation takes exclusively held shared
// and the entry of that index locked; for writing it tags the entry DIRTY first. fsync write-protects what
// is tagged, writes the CPU's caches back and takes the tag away, with the entry locked: from then on the
// next store must fault, but whoever holds the page goes on unseen (dax_iomap_fault, dax_writeback_one in
// fs/dax.c, read in 6.12; 4.20 assumed alike). Background writeback leaves such a file alone.
//
// A device's data reaches the medium by way of the CPU's caches, as a store does (direct cache access;
// assumed). A fault for reading allocates a block for a hole, where Linux maps a page of zeros.
import { again, kernelFunction } from '../engine/index.js';
import { pageMkclean, unmapMappingRange } from '../pages/dirty.js';
import { canReflink } from '../pages/filesystem-kind.js';
import type { FileBlock, Inode } from '../pages/inode.js';
import { lockFaults, lockInode, unlockFaults, unlockInode } from '../pages/lock.js';
import type { Page, Pte } from '../pages/page.js';
import { forgetRange } from '../pages/promises.js';
import { zeroToken } from '../pages/tokens.js';
import { allocateBlock, commitMap, shareCount } from './block-map.js';
import { daxBlockOf, daxPageOf } from './dax-blocks.js';
import type { FilesystemKernel } from './machine.js';

/** `dax_lock_entry`: the lock of one index of a DAX file, for which the page's lock bit stands. */
const lockEntry = kernelFunction('dax_lock_entry', function* (k: FilesystemKernel, page: Page) {
  yield* k.step('lock the entry', {
    when: () => !page.locked,
    do: () => {
      page.locked = true;
    },
    cost: k.costs.cpu.flag,
    waitsFor: 'entry lock',
  });
});

const unlockEntry = kernelFunction('dax_unlock_entry', function* (k: FilesystemKernel, page: Page) {
  yield* k.step('unlock the entry', () => {
    page.locked = false;
  });
});

/** Gives a hole a block, zeroed on the medium. Call within an effect. */
function fillHole(k: FilesystemKernel, place: FileBlock): void {
  const block = allocateBlock(k);
  const page = daxPageOf(k, block);
  place.block = block;
  page.data0 = page.data1 = zeroToken;
  block.medium0 = block.medium1 = zeroToken;
}

/**
 * Gives a place a block of its own where files share it: copied, and the entry of the old one gone. The
 * page tables that still show the old one lose it before the new one is mapped. Call within an effect.
 */
function unshare(k: FilesystemKernel, place: FileBlock): void {
  const old = daxPageOf(k, place.block!);
  const block = allocateBlock(k);
  const page = daxPageOf(k, block);
  place.block = block;
  page.data0 = block.medium0 = old.data0;
  page.data1 = block.medium1 = old.data1;
  if (old.mapping === place.inode) dropEntry(old);
}

/** `dax_disassociate_entry`: the page is in no file's tree any more. Call within an effect. */
export function dropEntry(page: Page): void {
  page.mapping = null;
  page.pgoff = 0;
  page.dirty = page.dirtyTag = page.towriteTag = false;
}

const placeAt = (k: FilesystemKernel, inode: Inode, pgoff: number): FileBlock =>
  k.fileBlocks.find((each) => each.inode === inode && each.pgoff === pgoff)!;

/**
 * `iomap_iter`: the page that an index of a file lies in. A hole gets one; for writing, a shared block is
 * copied into one of the file's own (dax_iomap_copy_around, 6.12).
 * @returns null beyond the end of the file
 */
const findBlock = kernelFunction(
  'iomap_iter',
  function* (k: FilesystemKernel, inode: Inode, pgoff: number, write: boolean) {
    return yield* k.find('find the block, allocate one for a hole', {
      do: () => {
        if (pgoff >= inode.size) return null;
        const place = placeAt(k, inode, pgoff);
        if (place.block === null) fillHole(k, place);
        else if (write && shareCount(k, place.block) > 1) unshare(k, place);
        return daxPageOf(k, place.block!);
      },
      cost: k.costs.cpu.pageFault,
    });
  },
);

/** What `dax_insert_entry` does first where the block has changed: no page table may show the one that is shared. */
const unmapOthers = kernelFunction(
  'dax_insert_entry',
  function* (k: FilesystemKernel, inode: Inode, pgoff: number, page: Page) {
    const others = yield* k.step('does a page table show another block?', () =>
      k.ptes.some((pte) => pte.file === inode && pte.pgoff === pgoff && pte.page !== null && pte.page !== page),
    );
    if (others) yield* unmapMappingRange(k, inode, pgoff, pgoff + 1);
  },
);

/** `dax_insert_entry`, and the page-table entry: the caller keeps truncation and fsync out. */
const insertAndMap = kernelFunction(
  'dax_fault_iter',
  function* (k: FilesystemKernel, pte: Pte, page: Page, write: boolean) {
    yield* k.step(write ? 'insert the entry, tag it dirty' : 'insert the entry', {
      do: () => {
        page.mapping = pte.file;
        page.pgoff = pte.pgoff;
        if (write) page.dirtyTag = true;
      },
      cost: k.costs.cpu.pageMkwrite,
    });
    yield* k.step(write ? 'map the block for writing' : 'map the block for reading', {
      do: () => {
        pte.page = page;
        if (write) pte.writable = pte.dirty = true;
      },
      cost: k.costs.cpu.changePte,
    });
  },
);

/**
 * `dax_iomap_fault`, under the lock that keeps truncation out: `ext4_dax_fault`, `xfs_filemap_fault`. A
 * fault for writing that finds the block mapped read-only (pfn_mkwrite) does the same.
 * @returns `'mapped'`, or `'SIGBUS'` beyond the end of the file
 */
export const daxFault = kernelFunction('dax_iomap_fault', function* (k: FilesystemKernel, pte: Pte, write: boolean) {
  const inode = pte.file!;
  yield* lockFaults(k, inode);
  const page: Page | null = yield* findBlock(k, inode, pte.pgoff, write);
  if (page !== null) {
    yield* lockEntry(k, page);
    if (write && canReflink(k.filesystem)) yield* unmapOthers(k, inode, pte.pgoff, page);
    yield* insertAndMap(k, pte, page, write);
    yield* unlockEntry(k, page);
  }
  yield* unlockFaults(k, inode);
  return page === null ? 'SIGBUS' : 'mapped';
});

/** `dax_flush`: one sector leaves the CPU's caches for the medium. */
const flushSector = kernelFunction('dax_flush', function* (k: FilesystemKernel, page: Page, sector: 0 | 1) {
  yield* k.step(`write sector ${sector} back from the CPU’s caches`, {
    do: () => {
      const block = daxBlockOf(k, page);
      if (sector === 0) block.medium0 = page.data0;
      else block.medium1 = page.data1;
    },
    cost: k.costs.dax.flushCaches,
  });
});

/** `dax_writeback_one`: write-protects an entry, flushes, and only then calls it clean. */
const writebackOne = kernelFunction('dax_writeback_one', function* (k: FilesystemKernel, inode: Inode, page: Page) {
  yield* lockEntry(k, page);
  const tagged = yield* k.step('still this file’s, and tagged?', {
    do: () => {
      const still = page.mapping === inode && page.towriteTag;
      page.towriteTag = false;
      return still;
    },
    cost: k.costs.cpu.flag,
  });
  if (tagged) {
    yield* pageMkclean(k, page);
    yield* flushSector(k, page, 0);
    yield* flushSector(k, page, 1);
    yield* k.step('take the tag DIRTY away', () => {
      page.dirtyTag = false;
    });
  }
  yield* unlockEntry(k, page);
});

/** `dax_writeback_mapping_range`, once the dirty entries carry the tag TOWRITE. */
export const writebackTagged = kernelFunction(
  'dax_writeback_mapping_range',
  function* (k: FilesystemKernel, inode: Inode) {
    const page = yield* k.find('find the next tagged entry', {
      do: () => k.pages.find((each) => each.mapping === inode && each.towriteTag) ?? null,
      cost: k.costs.cpu.flag,
    });
    if (page === null) return;
    yield* writebackOne(k, inode, page);
    return again(inode);
  },
);

/**
 * What fsync does to a DAX file: its dirty entries, then the map that finds its blocks.
 * @param any whether any entry is tagged
 */
export const syncDax = kernelFunction('dax_sync', function* (k: FilesystemKernel, inode: Inode, any: boolean) {
  if (any) yield* writebackTagged(k, inode);
  yield* k.step('commit the block map', {
    do: () => commitMap(k, inode),
    cost: k.costs.cpu.submit,
  });
});

/**
 * write(2) of `token` to one index of a DAX file: past the page tables and the caches (dax_iomap_rw,
 * memcpy_flushcache; 6.12). What fsync promises of it is not noted.
 */
export const daxWrite = kernelFunction(
  'dax_iomap_rw',
  function* (k: FilesystemKernel, inode: Inode, pgoff: number, token: number) {
    yield* lockInode(k, inode);
    const page = yield* findBlock(k, inode, pgoff, true);
    if (page !== null) {
      yield* k.step('copy past the caches', {
        do: () => {
          const block = daxBlockOf(k, page);
          page.data0 = page.data1 = token;
          block.medium0 = block.medium1 = token;
        },
        cost: k.costs.dax.fillBlock,
      });
    }
    yield* unlockInode(k, inode);
    return page === null ? 'beyond the end' : 'written';
  },
);

/** `dax_zero_range`, for one sector: zeroed and flushed where it stands; a hole stays one. */
export const zeroDaxSector = kernelFunction(
  'dax_zero_range',
  function* (k: FilesystemKernel, inode: Inode, sector: number) {
    yield* k.step('zero the part that goes', {
      do: () => {
        forgetRange(k, inode, sector, sector + 1);
        const place = placeAt(k, inode, sector >> 1);
        if (place.block === null) return;
        if (shareCount(k, place.block) > 1) unshare(k, place);
        const { block } = place;
        const page = daxPageOf(k, block);
        if (sector % 2 === 0) page.data0 = block.medium0 = zeroToken;
        else page.data1 = block.medium1 = zeroToken;
      },
      cost: k.costs.dax.fillBlock,
    });
  },
);
