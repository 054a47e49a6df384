// Bookkeeping of who wrote what and of what fsync promised. Steps write it, detectors read it,
// no guard or effect may.
//
// "Missing after a crash" is a question of order: what survives must be the newest write that its
// writer saw complete before the fsync was called, or anything written over it since. So each
// place keeps the set of tokens that would do, as a bit mask: a write that becomes visible starts
// a new set, and every later write to the same sector joins all sets that are open.
import { bool, ghost, ModelError, type RecordOf, record, ref, uint } from '../engine/index.js';
import { nthPage } from './folio.js';
import { FileBlock, type Inode } from './inode.js';
import type { PagesKernel } from './machine.js';
import type { Page } from './page.js';
import { maskBits, maskOf, tokenBits } from './tokens.js';

/** A device transfer into one page that has not yet been seen to complete. */
export const ghostWrite = record('GhostWrite', {
  /** Where in the file it wrote, from its first sector on. */
  place: ghost(ref(() => FileBlock)),
  token: ghost(uint(tokenBits)),
  /** Per sector: this write, once it has landed, and all that landed there after it. */
  since0: ghost(uint(maskBits)),
  since1: ghost(uint(maskBits)),
  /** A sector landed after the page had been taken from its file; a transfer that uses this record next begins without it. */
  orphan: ghost(bool),
  /** A sector landed through an address whose munmap had returned. */
  outlived: ghost(bool),
  /** Its operation reported success. */
  succeeded: ghost(bool),
});
export interface GhostWrite extends RecordOf<typeof ghostWrite> {}

/** What one fsync under way has to make durable at one index of the file. */
export const ghostSync = record('GhostSync', {
  active: ghost(bool),
  expected0: ghost(uint(maskBits)),
  expected1: ghost(uint(maskBits)),
});

type Sector = 0 | 1;

/**
 * A sector's new content is in memory: the page takes it, and every open set learns of it.
 * @param n which page of a large folio it is
 */
export function landSector(
  k: PagesKernel,
  page: Page,
  sector: Sector,
  token: number,
  write: GhostWrite | null,
  n = 0,
): void {
  const holds = nthPage(page, n);
  if (sector === 0) holds.data0 = token;
  else holds.data1 = token;
  k.ghost(() => {
    const bit = maskOf(token);
    const place = placeOf(k, page, n);
    if (place !== undefined) {
      joinWrites(k, place, sector, bit);
      joinOpenSets(k, place, sector, bit);
    }
    if (write === null) return;
    if (write.succeeded) write.succeeded = write.orphan = false;
    if (page.mapping === null && !page.anon && !k.dax) write.orphan = true;
    if (place === undefined) return;
    write.place = place;
    if (sector === 0) write.since0 = bit;
    else write.since1 = bit;
  });
}

/** A token joins the sets of the transfers under way to the same place. */
function joinWrites(k: PagesKernel, place: FileBlock, sector: Sector, bit: number): void {
  for (const other of k.ghostWrites) {
    if (other.place !== place) continue;
    if (sector === 0 && other.since0 !== 0) other.since0 |= bit;
    if (sector === 1 && other.since1 !== 0) other.since1 |= bit;
  }
}

function joinOpenSets(k: PagesKernel, place: FileBlock, sector: Sector, bit: number): void {
  const pages = k.fileBlocks.length;
  if (sector === 0) {
    if (place.expected0 !== 0) place.expected0 |= bit;
    if (place.promised0 !== 0) place.promised0 |= bit;
  } else {
    if (place.expected1 !== 0) place.expected1 |= bit;
    if (place.promised1 !== 0) place.promised1 |= bit;
  }
  for (let at = place.index; at < k.ghostSyncs.length; at += pages) {
    const sync = k.ghostSyncs[at]!;
    if (sector === 0 && sync.expected0 !== 0) sync.expected0 |= bit;
    if (sector === 1 && sync.expected1 !== 0) sync.expected1 |= bit;
  }
}

/** Where in its file the n-th page of a folio is; nowhere once it has left it, or where it lies beyond the file's end. */
function placeOf(k: PagesKernel, page: Page, n: number): FileBlock | undefined {
  const inode = page.mapping;
  const pgoff = page.pgoff + n;
  if (inode === null || pgoff >= inode.size) return undefined;
  for (const place of k.fileBlocks) if (place.inode === inode && place.pgoff === pgoff) return place;
  return undefined;
}

/** A CPU store is visible the moment it is made. */
export function storeVisible(k: PagesKernel, page: Page, sector: Sector, token: number, n = 0): void {
  k.ghost(() => {
    const place = placeOf(k, page, n);
    if (place === undefined) return;
    if (sector === 0) place.expected0 = maskOf(token);
    else place.expected1 = maskOf(token);
  });
}

/** A device transfer is seen to be complete; call with what its operation reports. */
export function transferVisible(k: PagesKernel, write: GhostWrite, success: boolean): void {
  k.ghost(() => {
    if (success) {
      write.succeeded = true;
      const { place } = write;
      if (place !== null) {
        place.expected0 = newer(place.expected0, write.since0, write.token);
        place.expected1 = newer(place.expected1, write.since1, write.token);
      }
    }
    write.orphan &&= success;
    write.place = null;
    write.since0 = write.since1 = 0;
  });
}

/**
 * Of two sets, the later one's: `since` holds the write and all that came after it. Where what was
 * expected so far came after it, that still holds.
 */
function newer(expected: number, since: number, token: number): number {
  if (since === 0) return expected;
  const cameAfter = expected !== 0 && (expected & maskOf(token)) === 0 && (expected & since) === expected;
  return cameAfter ? expected : since;
}

/**
 * An fsync is called: what is expected now, in a range of indexes, is what it will have to answer for.
 * @throws ModelError for a caller that the machine was not made for
 */
export function syncCalled(
  k: PagesKernel,
  inode: Inode,
  caller: number,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): void {
  const callers = k.ghostSyncs.length / k.fileBlocks.length;
  if (caller >= callers)
    throw new ModelError(
      `fsync is called by caller ${caller}, but the machine keeps count of ${callers}, from 0 on: write syncers: ${caller + 1} in the scenario, or give each caller its own lower number`,
    );
  k.ghost(() => {
    for (const place of k.fileBlocks) {
      if (place.inode !== inode || place.pgoff < from || place.pgoff >= to) continue;
      const sync = k.ghostSyncs[caller * k.fileBlocks.length + place.index]!;
      sync.active = true;
      sync.expected0 = place.expected0;
      sync.expected1 = place.expected1;
    }
  });
}

/** An fsync returns; after success what it answered for must survive any crash from now on. */
export function syncReturned(k: PagesKernel, inode: Inode, caller: number, success: boolean): void {
  k.ghost(() => {
    for (const place of k.fileBlocks) {
      if (place.inode !== inode) continue;
      const sync = k.ghostSyncs[caller * k.fileBlocks.length + place.index]!;
      if (success && sync.active) {
        place.promised0 = stronger(place.promised0, sync.expected0);
        place.promised1 = stronger(place.promised1, sync.expected1);
      }
      sync.active = false;
      sync.expected0 = sync.expected1 = 0;
    }
  });
}

/** A promise already made stands where the new one asks for no more. */
function stronger(promised: number, expected: number): number {
  if (expected === 0) return promised;
  return promised !== 0 && (promised & ~expected) === 0 ? promised : expected;
}

/**
 * A range of a file is cut off or punched: nothing is expected of it any more.
 * @param from the first sector of the file that goes
 * @param to the first one after it that stays
 */
export function forgetRange(k: PagesKernel, inode: Inode, from: number, to: number): void {
  k.ghost(() => {
    for (const place of k.fileBlocks) {
      if (place.inode !== inode) continue;
      const first = 2 * place.pgoff >= from && 2 * place.pgoff < to;
      const second = 2 * place.pgoff + 1 >= from && 2 * place.pgoff + 1 < to;
      forgetWrites(k, place, first, second);
      if (first) place.expected0 = place.promised0 = 0;
      if (second) place.expected1 = place.promised1 = 0;
      for (let at = place.index; at < k.ghostSyncs.length; at += k.fileBlocks.length) {
        if (first) k.ghostSyncs[at]!.expected0 = 0;
        if (second) k.ghostSyncs[at]!.expected1 = 0;
      }
    }
  });
}

/** The same for transfers under way: what has landed there is gone. */
function forgetWrites(k: PagesKernel, place: FileBlock, first: boolean, second: boolean): void {
  for (const write of k.ghostWrites) {
    if (write.place !== place) continue;
    if (first) write.since0 = 0;
    if (second) write.since1 = 0;
    if (first && second) write.place = null;
  }
}
