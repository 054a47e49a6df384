// Writeback: cleaning a file's dirty pages, in ascending index, several to a request.
//
// The order for one page: lock it; look again; wait for an earlier writeback (fsync only, with the
// lock held, as the kernel does); write-protect every mapping; only then test pins, because from
// then on the fast path must fault or its pin is already visible; clear dirty and set writeback;
// unlock; send the request after the last page. Without a proposal no step tests pins.
//
// With more than one: who answers EBUSY (e) does not wait; where (b) waits or (b′) skips, no copy is made (d).
import { again, kernelFunction } from '../engine/index.js';
import { pageMkclean } from '../pages/dirty.js';
import { isLarge, nthPage, pagesIn } from '../pages/folio.js';
import type { FileBlock, Inode } from '../pages/inode.js';
import { lockPage, unlockPage } from '../pages/lock.js';
import { maybePinned, type Page, pageAt, pinnedAt } from '../pages/page.js';
import { zeroToken } from '../pages/tokens.js';
import { submitBio } from './block-device.js';
import { canBeWritten, mapForWriteback, placeOf, writtenRun } from './block-map.js';
import { copyPages, takeBounce } from './bounce.js';
import type { Bio, FilesystemKernel } from './machine.js';

/** What a cleaner does with a pinned page: nothing else than with any, or what a rule says. */
type WithPins = 'clean it' | 'wait' | 'pinned' | 'EBUSY' | 'bounce';

/** What the rules make this cleaner do with a pinned page; `'pinned'` of those who leave it, to wait unlocked or go on. */
function withPins(k: FilesystemKernel, sync: boolean): WithPins {
  if (sync && k.rules.pinnedSync === 'EBUSY') return 'EBUSY';
  if (sync && k.rules.syncWaitsForPins !== 'off') return k.rules.syncWaitsForPins === 'careful' ? 'pinned' : 'wait';
  if (!sync && k.rules.backgroundSkipsPins === 'on') return 'pinned';
  return k.rules.pinnedWriteback === 'bounce' ? 'bounce' : 'clean it';
}

/**
 * Tests for pins. Rule (b) as worded waits here, holding the page lock and whatever has been
 * gathered; every other rule only reports.
 * @returns what is to be done, null where the page is not pinned. Who answers EBUSY leaves the tag TOWRITE: it may be another fsync's
 */
const pinsInTheWay = kernelFunction(
  'page_maybe_dma_pinned',
  function* (k: FilesystemKernel, page: Page, sync: boolean) {
    const found = withPins(k, sync);
    if (found === 'wait') {
      yield* k.wait('wait for pins with the page locked', () => !maybePinned(k, page), 'pin');
      return null;
    }
    const pinned = yield* k.step('pinned?', { do: () => maybePinned(k, page), cost: k.costs.cpu.flag });
    return pinned ? found : null;
  },
);

/**
 * Takes a dirty page of btrfs for which no space is reserved (btrfs_writepage_cow_fixup, 6.1): a
 * worker is to reserve it, and the page stays dirty; fsync passes it by and does not wait. The
 * worker's part is made at once here, which assumes that it is prompt.
 */
const cowFixup = kernelFunction('btrfs_writepage_cow_fixup', function* (k: FilesystemKernel, page: Page) {
  yield* k.step('reserve space for it, leave it dirty', () => {
    k.ghost(() => {
      page.takenBare = true;
    });
    placeOf(k, page).reserved = true;
    page.towriteTag = false;
  });
  yield* unlockPage(k, page);
  return 'skipped';
});

/**
 * The same since the worker is gone (extent_writepage_io, 6.12): the page is cleaned unwritten, and each
 * open file is owed the error, which fsync returns (that the error reaches the mapping: assumed).
 */
const dropUnreserved = kernelFunction('extent_writepage_io', function* (k: FilesystemKernel, page: Page) {
  yield* k.step('clear dirty, report EUCLEAN', () => {
    k.ghost(() => {
      page.takenBare = true;
    });
    page.dirty = page.dirtyTag = page.towriteTag = false;
    for (const file of k.openFiles) file.owesError = true;
  });
  yield* unlockPage(k, page);
  return 'skipped';
});

/** Takes a dirty page without buffers: 4.20 hits a BUG_ON (assumed), 5.18 and later warn and drop the data. */
const pageWithoutBuffers = kernelFunction('page_buffers', function* (k: FilesystemKernel, page: Page) {
  const bug = k.rules.dirtyWithoutBuffers === 'BUG';
  yield* k.step(bug ? 'BUG: dirty page without buffers' : 'warn, clear dirty, skip', () => {
    k.ghost(() => {
      page.takenBare = true;
    });
    if (bug) k.system.bug = true;
    else page.dirty = false;
  });
  if (bug) return 'BUG';
  yield* unlockPage(k, page);
  return 'skipped';
});

/** What the filesystem and the era do with a dirty page that cannot be written as it is. */
function takeBarePage(k: FilesystemKernel) {
  if (k.filesystem !== 'btrfs') return pageWithoutBuffers;
  return k.rules.dirtyUnreserved === 'fixup' ? cowFixup : dropUnreserved;
}

/** Some of a folio that is cleaned lies where nothing is written: a harm where it holds anything but zeros. */
function notePassedBy(k: FilesystemKernel, folio: Page, first: number, count: number): void {
  k.ghost(() => {
    for (let n = 0; n < pagesIn(folio); n++) {
      if ((n >= first && n < first + count) || folio.pgoff + n >= folio.mapping!.size) continue;
      const { data0, data1 } = nthPage(folio, n);
      if (data0 !== zeroToken || data1 !== zeroToken) folio.takenBare = true;
    }
  });
}

/** Which pages of a folio are written: the first, and how many. */
function runOf(k: FilesystemKernel, folio: Page): readonly [number, number] {
  if (!isLarge(folio)) return oneself;
  const run = writtenRun(k, folio);
  notePassedBy(k, folio, ...run);
  return run;
}
const oneself: readonly [number, number] = [0, 1];

/** A folio is no longer dirty. Call within an effect. */
function clearDirty(k: FilesystemKernel, page: Page): void {
  page.dirty = page.dirtyTag = page.towriteTag = false;
  k.ghost(() => {
    page.announced = false;
  });
}

/** A page is under writeback from now on, and joins the gathered request, or a new one where it does not follow. Call within an effect. */
function joinRequest(k: FilesystemKernel, page: Page, gathered: Bio | null, copied: boolean): Bio {
  const [skipped, count] = runOf(k, page);
  const follows = gathered !== null && page.pgoff + skipped === endOf(gathered);
  const bio = follows ? gathered : k.bios.find((each) => each.state === 'free')!;
  page.writeback = true;
  for (let n = skipped; n < skipped + count; n++) {
    mapForWriteback(k, placeOf(k, page, n), copied);
    if (copied) takeBounce(k, nthPage(page, n));
  }
  if (!follows) {
    bio.state = 'gathering';
    bio.first = page;
    bio.skipped = skipped;
  }
  bio.pages += count;
  return bio;
}

/** The page leaves the dirty state and joins the gathered request, or a new one where it does not follow. */
export const startWriteback = kernelFunction(
  'set_page_writeback',
  function* (k: FilesystemKernel, page: Page, gathered: Bio | null) {
    return yield* k.find('clear dirty, set writeback', {
      do: () => {
        const bio = joinRequest(k, page, gathered, false);
        clearDirty(k, page);
        return bio;
      },
      cost: k.costs.cpu.flag,
    });
  },
);

/** The same with a copy in its place: the page stays dirty, with its tag, and is copied while it is locked. */
const startBounce = kernelFunction('bounce_page', function* (k: FilesystemKernel, page: Page, gathered: Bio | null) {
  const bio: Bio = yield* k.find('set writeback, leave it dirty', {
    do: () => {
      page.towriteTag = false;
      return joinRequest(k, page, gathered, true);
    },
    cost: k.costs.cpu.flag,
  });
  yield* copyPages(k, page, 0);
  return bio;
});

/** The index after the last one of a request. */
const endOf = (bio: Bio): number => bio.first!.pgoff + bio.skipped + bio.pages;

/**
 * A large folio lies in holes altogether: its block went while it stayed in the cache, and nobody has
 * asked for another. It is cleaned, nothing is written, and nobody is told (iomap_writepage_map with a
 * count of 0, 6.12).
 */
const passBy = kernelFunction('iomap_writepage_map', function* (k: FilesystemKernel, folio: Page) {
  yield* k.step('clear dirty: it lies in a hole, nothing is written', {
    do: () => {
      notePassedBy(k, folio, 0, 0);
      clearDirty(k, folio);
    },
    cost: k.costs.cpu.flag,
  });
  yield* unlockPage(k, folio);
  return 'skipped';
});

/** What is asked of a page once it is locked. */
const stillToWrite = {
  ext4: 'still this file’s, dirty, with buffers?',
  xfs: 'still this file’s, and dirty?',
  btrfs: 'still this file’s, dirty, with space reserved?',
  tmpfs: 'still this file’s, and dirty?',
} as const;

/** Is there something to do, now that the page is locked? */
const recheckPage = kernelFunction('recheck', function* (k: FilesystemKernel, inode: Inode, page: Page, sync: boolean) {
  const state = yield* k.step(stillToWrite[k.filesystem], {
    do: () => {
      if (page.mapping !== inode || !page.dirty) {
        page.towriteTag = false;
        return 'nothing to do';
      }
      if (page.writeback && !sync) return 'nothing to do';
      if (page.writeback) return 'under writeback';
      if (!canBeWritten(k, page)) return 'nothing to write it with';
      return k.largeFolios && writtenRun(k, page)[1] === 0 ? 'in a hole' : 'yes';
    },
    cost: k.costs.cpu.flag,
  });
  if (state !== 'under writeback') return state;
  yield* k.wait('wait for the earlier writeback', () => !page.writeback, 'writeback');
  return again(inode, page, sync);
});

/** Whether what the test for pins has found lets the page be written, itself or as a copy. */
const mayWrite = (found: WithPins | null): boolean => found === null || found === 'bounce';

/** `write_cache_page`: cleans one page, if it can, into the request `gathered` or a new one. */
const writeCachePage = kernelFunction(
  'write_cache_page',
  function* (k: FilesystemKernel, inode: Inode, page: Page, sync: boolean, gathered: Bio | null) {
    yield* lockPage(k, page);
    const state = yield* recheckPage(k, inode, page, sync);
    if (state === 'nothing to write it with') return yield* takeBarePage(k)(k, page);
    const todo = state !== 'nothing to do';
    const looks = todo && withPins(k, sync) !== 'clean it';
    let found: WithPins | null = null;
    if (looks && k.rules.pinTestWhen === 'before-write-protect') found = yield* pinsInTheWay(k, page, sync);
    if (todo && mayWrite(found)) yield* pageMkclean(k, page);
    if (looks && k.rules.pinTestWhen === 'after-write-protect') found = yield* pinsInTheWay(k, page, sync);
    if (!todo || !mayWrite(found)) {
      yield* unlockPage(k, page);
      return found ?? 'skipped';
    }
    if (state === 'in a hole') return yield* passBy(k, page);
    const bio = yield* (found === 'bounce' ? startBounce : startWriteback)(k, page, gathered);
    if (gathered !== null && bio !== gathered) yield* submitBio(k, gathered);
    yield* unlockPage(k, page);
    return bio;
  },
);

/**
 * `write_cache_pages`: cleans the pages tagged TOWRITE (fsync) or DIRTY (background) from an index
 * on, in ascending index. `gathered` is the request that is not yet sent.
 * @param busy it has passed by a pinned page; passed on only once it has, so that without (e) no call differs
 * @returns 0, `'BUG'`, or, under rule (e), `'EBUSY'` once all others are written
 */
export const writeCachePages = kernelFunction(
  'write_cache_pages',
  function* (k: FilesystemKernel, inode: Inode, sync: boolean, from: number, gathered: Bio | null, busy = false) {
    const place = yield* k.find('find the next tagged index', {
      do: () => nextTagged(k, inode, sync, from),
      cost: k.costs.cpu.flag,
    });
    if (place === null) {
      if (gathered !== null) yield* submitBio(k, gathered);
      return busy ? 'EBUSY' : 0;
    }
    const page = yield* k.find('get the page there', () => pageAt(k, inode, place.pgoff) ?? null);
    const cleaned = page === null ? 'skipped' : yield* writeCachePage(k, inode, page, sync, gathered);
    if (cleaned === 'BUG') return 'BUG';
    const next = place.pgoff + 1;
    if (cleaned === 'EBUSY') return again(inode, sync, next, gathered, true);
    if (cleaned === 'skipped' || (cleaned === 'pinned' && !sync))
      return again(inode, sync, next, gathered, ...(busy ? [true] : []));
    if (cleaned !== 'pinned') return again(inode, sync, next, cleaned, ...(busy ? [true] : []));
    if (gathered !== null) yield* submitBio(k, gathered);
    yield* k.wait('wait for pins', () => !pinnedAt(k, inode, place.pgoff), 'pin');
    return again(inode, sync, place.pgoff, null);
  },
);

/** The place of the first page from an index on that carries the tag, of a large folio the first of its places; null when there is none. */
function nextTagged(k: FilesystemKernel, inode: Inode, sync: boolean, from: number): FileBlock | null {
  for (const place of k.fileBlocks) {
    if (place.inode !== inode || place.pgoff < from) continue;
    const page = pageAt(k, inode, place.pgoff);
    if (page?.pgoff !== place.pgoff) continue;
    if (sync ? page.towriteTag : page.dirtyTag) return place;
  }
  return null;
}

/** The flusher thread: cleans what is dirty every few seconds, for ever (WB_SYNC_NONE). */
export const flusher = kernelFunction('wb_workfn', function* (k: FilesystemKernel, inode: Inode) {
  yield* k.sleep(k.costs.cpu.flusherInterval);
  const done = yield* writeCachePages(k, inode, false, 0, null);
  return done === 'BUG' ? 'BUG' : again(inode);
});
