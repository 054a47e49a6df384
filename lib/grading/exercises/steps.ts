// Steps that several exercises offer: the kernel functions of the machine, as they are.
import { kernelFunction } from '../../engine/index.js';
import { flushDevice, submitBio } from '../../filesystems/block-device.js';
import { waitForWriteback } from '../../filesystems/fsync.js';
import { startWriteback } from '../../filesystems/writeback.js';
import { pageMkclean } from '../../pages/dirty.js';
import type { Inode } from '../../pages/inode.js';
import { lockPage, unlockPage } from '../../pages/lock.js';
import { maybePinned, type Page } from '../../pages/page.js';
import { bug, type ExerciseMachine, yesOrNo } from '../exercise.js';
import type { Offers, PageLockSteps, WritebackSteps } from '../op.js';

type K = ExerciseMachine;

/** Offers the page lock. */
export const pageLock = {
  lock: {
    about: 'sleeps until the page is unlocked, and locks it: lock_page',
    takes: ['page'],
    lock: 'takes',
    run: (k: K, page: Page) => lockPage(k, page),
  },
  unlock: {
    about: 'unlocks the page: unlock_page',
    takes: ['page'],
    lock: 'drops',
    run: (k: K, page: Page) => unlockPage(k, page),
  },
} satisfies Offers<PageLockSteps>;

const tag = kernelFunction('tag_pages_for_writeback', function* (k: K, inode: Inode) {
  yield* k.step('tag the dirty pages TOWRITE', {
    do: () => {
      for (const page of k.pages) if (page.mapping === inode && page.dirtyTag) page.towriteTag = true;
    },
    cost: k.costs.cpu.flag,
  });
});

const findTagged = kernelFunction('find_get_pages_tag', function* (k: K, inode: Inode) {
  return yield* k.find('find a page that is tagged TOWRITE', {
    do: () => k.pages.find((page) => page.mapping === inode && page.towriteTag) ?? null,
    cost: k.costs.cpu.flag,
  });
});

const ask = (name: string, label: string, test: (k: K, page: Page) => boolean) =>
  kernelFunction(name, function* (k: K, page: Page) {
    return yield* k.step(label, { do: () => test(k, page), cost: k.costs.cpu.flag });
  });

const stillDirty = kernelFunction('recheck', function* (k: K, inode: Inode, page: Page) {
  return yield* k.step('still this file’s, and dirty?', {
    do: () => page.mapping === inode && page.dirty,
    cost: k.costs.cpu.flag,
  });
});

const untag = kernelFunction('xas_clear_mark', function* (k: K, page: Page) {
  yield* k.step('take the tag TOWRITE away', {
    do: () => {
      page.towriteTag = false;
    },
    cost: k.costs.cpu.flag,
  });
});

const isPinned = ask('page_maybe_dma_pinned', 'pinned?', maybePinned);
const isUnderWriteback = ask('PageWriteback', 'under writeback?', (_, page) => page.writeback);

const clearDirty = kernelFunction('clear_page_dirty_for_io', function* (k: K, page: Page) {
  const busy = yield* k.step('check that it is not under writeback', () => {
    if (page.writeback) bug(k, 'it starts a second writeback of a page that is under writeback');
    return page.writeback;
  });
  if (!busy) yield* startWriteback(k, page, null);
});

const submit = kernelFunction('submit', function* (k: K, page: Page) {
  const bio = yield* k.find('find the request for the page', () => {
    const gathered = k.bios.find((each) => each.state === 'gathering' && each.first === page) ?? null;
    if (gathered === null) bug(k, 'it submits a page of which it has started no writeback');
    return gathered;
  });
  if (bio !== null) yield* submitBio(k, bio);
});

const waitForPins = kernelFunction('wait_for_pins', function* (k: K, page: Page) {
  yield* k.wait('wait for pins', () => !maybePinned(k, page), 'pin');
});

/** Offers what writeback is made of. */
export const writebackSteps = {
  tagDirty: {
    about: 'tags every page that carries the tag DIRTY as TOWRITE: tag_pages_for_writeback',
    takes: ['inode'],
    run: (k: K, inode: Inode) => tag(k, inode),
  },
  nextTagged: {
    about: 'a page of the file that is tagged TOWRITE, or null',
    takes: ['inode'],
    gives: null,
    run: (k: K, inode: Inode) => findTagged(k, inode),
  },
  untag: { about: 'takes the tag TOWRITE away', takes: ['page'], run: (k: K, page: Page) => untag(k, page) },
  stillDirty: {
    about: 'whether the page is still this file’s, and dirty',
    takes: ['inode', 'page'],
    gives: yesOrNo,
    run: (k: K, inode: Inode, page: Page) => stillDirty(k, inode, page),
  },
  underWriteback: {
    about: 'whether the page is under writeback',
    takes: ['page'],
    gives: yesOrNo,
    run: (k: K, page: Page) => isUnderWriteback(k, page),
  },
  pinned: {
    about: 'whether a device holds the page: page_maybe_dma_pinned',
    takes: ['page'],
    gives: yesOrNo,
    run: (k: K, page: Page) => isPinned(k, page),
  },
  writeProtect: {
    about:
      'write-protects the page in every page table; each store and each pin for writing must fault from then on: page_mkclean',
    takes: ['page'],
    lock: 'under',
    run: (k: K, page: Page) => pageMkclean(k, page),
  },
  clearDirty: {
    about: 'clears the dirty flag and the tags, and sets writeback; the page’s data is to be submitted',
    takes: ['page'],
    lock: 'under',
    run: (k: K, page: Page) => clearDirty(k, page),
  },
  submit: {
    about: 'sends the page to the device, which reads it when it gets to it: submit_bio',
    takes: ['page'],
    run: (k: K, page: Page) => submit(k, page),
  },
  waitForPins: {
    about: 'sleeps until no device holds the page',
    takes: ['page'],
    run: (k: K, page: Page) => waitForPins(k, page),
  },
  waitForWriteback: {
    about: 'sleeps until no page of the file is under writeback: filemap_fdatawait',
    takes: ['inode'],
    run: (k: K, inode: Inode) => waitForWriteback(k, inode),
  },
  flushDevice: {
    about: 'empties the disk’s volatile cache: blkdev_issue_flush',
    takes: [],
    run: (k: K) => flushDevice(k),
  },
} satisfies Offers<WritebackSteps>;
