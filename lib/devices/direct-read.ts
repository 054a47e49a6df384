// An O_DIRECT read whose buffer is a mapping of another file: the thread's case. The device
// writes memory.
//
// Three ways to end it. The old synchronous code: the reader itself locks, re-dirties and releases
// every page before read() returns; so it does where the source is a raw block device. iomap: the
// completion wakes the reader first and looks at the pages afterwards; where one is clean by then, a
// work item re-dirties them later, while the reader may already have called fsync. iomap since 7.0: it
// looks first and wakes last; the work item may still come too late. With directReadReturns=after-redirty,
// which is nobody's code, whoever has settled the pages wakes the reader: the completion, or the work item.
import { again, kernelFunction } from '../engine/index.js';
import { dropPin, getUserPage, pinUserPage } from '../gup/pin.js';
import { setPageDirtyLock } from '../gup/unpin.js';
import { hasStorage } from '../pages/filesystem-kind.js';
import type { Page } from '../pages/page.js';
import { transferVisible } from '../pages/promises.js';
import { writeMemory } from './dma.js';
import type { DirectRead, Machine } from './machine.js';

/**
 * `iov_iter_get_pages`: pins the buffer's pages in order, holding the earlier ones while it faults
 * a later one. Page n is behind PTE `pte + n × stride` and held by pin `pin + n`.
 * @returns how many it got
 */
const pinBuffer = kernelFunction(
  'iov_iter_get_pages',
  function* (k: Machine, pte: number, stride: number, pin: number, n: number, pages: number) {
    if (n === pages) return n;
    const take = k.rules.biasSeesDirectIo === 'yes' ? pinUserPage : getUserPage;
    const outcome = yield* take(k, k.ptes[pte + n * stride]!, k.pins[pin + n]!);
    return outcome === 'EFAULT' ? n : again(pte, stride, pin, n + 1, pages);
  },
);

/** `bio_set_pages_dirty`: iomap marks the pages dirty before the device starts. */
const preDirty = kernelFunction('bio_set_pages_dirty', function* (k: Machine, pin: number, end: number) {
  if (pin === end) return;
  yield* setPageDirtyLock(k, k.pins[pin]!);
  return again(pin + 1, end);
});

/** The device writes one sector of one page. */
const dma = (k: Machine, pin: number, sector: 0 | 1, token: number): void =>
  writeMemory(k, k.pins[pin]!, sector, token, k.ghostWrites[pin]!);

/** Where reads may fail: whether this one does now. */
const fails = kernelFunction('device_read_error', function* (k: Machine) {
  if (!k.costs.storage.readErrors) return false;
  return yield* k.choose('device', {
    'go on': { owner: 'device', do: () => false },
    'give up the read': { owner: 'device', do: () => true },
  });
});

/**
 * The device writes the data into the pages, a sector at a time.
 * @returns `'ok'`, or `'EIO'` where it gave up: what has landed until then stays
 */
const transfer = kernelFunction('dma', function* (k: Machine, pin: number, end: number, token: number) {
  if (pin === end) return 'ok';
  const cost = k.costs.storage.costs.sector;
  if (yield* fails(k)) return 'EIO';
  yield* k.step('DMA into sector 0', { owner: 'device', do: () => dma(k, pin, 0, token), cost });
  if (yield* fails(k)) return 'EIO';
  yield* k.step('DMA into sector 1', { owner: 'device', do: () => dma(k, pin, 1, token), cost });
  return again(pin + 1, end, token);
});

/** Locks, re-dirties, unlocks and releases each page: `dio_bio_complete` in the reader, `bio_dirty_fn` in a worker. */
const redirtyAndRelease = kernelFunction('redirty_and_release', function* (k: Machine, pin: number, end: number) {
  if (pin === end) return;
  yield* setPageDirtyLock(k, k.pins[pin]!);
  yield* k.step('release the pin', { do: () => dropPin(k, k.pins[pin]!), cost: k.costs.cpu.flag });
  return again(pin + 1, end);
});

/** The reader waits for the device, then settles the pages itself, after an error too. */
const settledByReader = (name: string) =>
  kernelFunction(name, function* (k: Machine, pin: number, end: number, token: number) {
    yield* k.step('the device starts the read', { owner: 'device', cost: k.costs.storage.costs.request });
    const status = yield* transfer(k, pin, end, token);
    yield* redirtyAndRelease(k, pin, end);
    return status;
  });

/** The classic way, of a file (dio_bio_complete, read in 6.1). */
const classicRead = settledByReader('__blockdev_direct_IO');

/**
 * A synchronous read of up to 256 pages from a raw block device: bio_release_pages in the reader
 * (block/fops.c, 6.12; earlier versions are assumed alike).
 */
const blockDeviceRead = settledByReader('__blkdev_direct_IO_simple');

/** iomap's way: the reader leaves the pages to the completion. */
const iomapRead = kernelFunction('iomap_dio_rw', function* (k: Machine, read: DirectRead, pin: number, end: number) {
  yield* preDirty(k, pin, end);
  yield* k.step('submit the read', {
    do: () => {
      read.pages = end - pin;
      read.state = 'submitted';
    },
    cost: k.costs.cpu.submit,
  });
  yield* k.wait('wait for the read to complete', () => read.state === 'done', 'direct I/O');
  if (!k.costs.storage.readErrors) return 'ok';
  return yield* k.step('has it failed?', () => (read.failed ? 'EIO' : 'ok'));
});

/** Nothing of an earlier read is under way: a record and its pins serve one read at a time. */
function isFree(k: Machine, read: DirectRead, pin: number, pages: number): boolean {
  if (read.state !== 'idle' || read.redirtyQueued) return false;
  for (let n = pin; n < pin + pages; n++) if (k.pins[n]!.page !== null) return false;
  return true;
}

/** What comes of a read: read(2) returns it to user space, and what has landed is seen to have. */
const returns = (k: Machine, read: DirectRead, pin: number, got: number, success: boolean): void => {
  read.state = 'idle';
  read.failed = false;
  for (let n = pin; n < pin + got; n++) transferVisible(k, k.ghostWrites[n]!, success);
};

/** read(2) with O_DIRECT, from a file or from a raw block device. */
const directReadFrom = (source: 'file' | 'block device') =>
  kernelFunction(
    'direct_read',
    function* (k: Machine, read: DirectRead, pte: number, stride: number, pages: number, pin: number, token: number) {
      const iomap = source === 'file' && k.rules.directRead !== 'classic';
      if (iomap) yield* k.wait('wait for a free request', () => isFree(k, read, pin, pages), 'a free request');
      const got = yield* pinBuffer(k, pte, stride, pin, 0, pages);
      const byReader = source === 'file' ? classicRead : blockDeviceRead;
      const status =
        got === 0 ? 'EFAULT' : yield* iomap ? iomapRead(k, read, pin, pin + got) : byReader(k, pin, pin + got, token);
      yield* k.step('read() returns', {
        do: () => returns(k, read, pin, got, status === 'ok'),
        cost: k.costs.cpu.syscall,
      });
      return status === 'ok' && got < pages ? 'short' : status;
    },
  );

/**
 * read(2) with O_DIRECT from a file into `pages` mapped pages, from PTE `pte` on, held by the pins from `pin` on.
 * A readv's segments may come in any order: `stride` −1 takes the pages downwards.
 * @param token the content that the device delivers
 * @returns `'ok'`, `'short'` where the buffer runs beyond its file's end, `'EFAULT'` where it begins there,
 *   `'EIO'` where the device failed: some of the data may have landed
 */
export const directRead = directReadFrom('file');

/** The same from a raw block device, which no version reads through iomap. */
export const rawDeviceRead = directReadFrom('block device');

/** `iomap_dio_done`: the reader may return. */
const wakeReader = kernelFunction('iomap_dio_done', function* (k: Machine, read: DirectRead) {
  yield* k.step('wake the reader', {
    do: () => {
      read.state = 'done';
    },
    cost: k.costs.cpu.wake,
  });
});

/** `iomap_dio_set_error`; the pages are looked at and released as after a success. */
const noteError = kernelFunction('iomap_dio_set_error', function* (k: Machine, read: DirectRead) {
  yield* k.step('note the error', () => {
    read.failed = true;
  });
});

/** Whether the pages of a read are all dirty. */
function allDirty(k: Machine, pin: number, end: number): boolean {
  for (let n = pin; n < end; n++) if (!k.pins[n]!.page!.dirty) return false;
  return true;
}

/** Whether a read returns only when its pages are dirty again. */
const readerWaits = (k: Machine): boolean => k.rules.directReadReturns === 'after-redirty';

/** `bio_check_pages_dirty`: where one page is clean, the worker is to dirty them all. @returns whether it is to */
const checkPages = kernelFunction(
  'bio_check_pages_dirty',
  function* (k: Machine, read: DirectRead, pin: number, end: number) {
    const dirty = yield* k.step('are all its pages still dirty?', {
      do: () => allDirty(k, pin, end),
      cost: k.costs.cpu.flag,
    });
    yield* k.step(dirty ? 'release the pins' : 'queue the re-dirtying', () => {
      if (dirty) for (let n = pin; n < end; n++) dropPin(k, k.pins[n]!);
      else read.redirtyQueued = true;
      if (!dirty && readerWaits(k)) read.state = 'redirtying';
    });
    return !dirty;
  },
);

/** A page that somebody cleaned is dirty again, flag and tag. */
function redirtied(k: Machine, page: Page): void {
  if (page.mapping === null) return;
  page.dirty = true;
  page.dirtyTag = hasStorage(k.filesystem);
}

/**
 * The same where the work item is done the moment it is queued: what no kernel can promise, and what
 * shows the gap before the look by itself.
 */
const checkPagesAtOnce = kernelFunction(
  'bio_check_pages_dirty',
  function* (k: Machine, _: DirectRead, pin: number, end: number) {
    const pages = (): Page[] => k.pins.slice(pin, end).map(({ page }) => page!);
    yield* k.step('dirty the pages that were cleaned, and release the pins, all at once', {
      when: () => pages().every((page) => page.dirty || !page.locked),
      do: () => {
        for (const page of pages()) if (!page.dirty) redirtied(k, page);
        for (let n = pin; n < end; n++) dropPin(k, k.pins[n]!);
      },
      cost: k.costs.cpu.flag,
      waitsFor: 'page lock',
    });
    return false;
  },
);

/**
 * The device and its completion interrupt, for one iomap read: transfers the data, wakes the
 * reader (`iomap_dio_bio_end_io`), and then, or since 7.0 before that, looks whether the pages are
 * still dirty (`bio_check_pages_dirty`). One clean page defers all of them to the worker.
 */
const completion = (check: typeof checkPages) =>
  kernelFunction('iomap_dio_bio_end_io', function* (k: Machine, read: DirectRead, pin: number, token: number) {
    const pages = yield* k.step('take the read from the queue', {
      owner: 'device',
      when: () => read.state === 'submitted',
      do: () => read.pages,
      cost: k.costs.storage.costs.request,
      waitsFor: 'a read request',
    });
    const status = yield* transfer(k, pin, pin + pages, token);
    if (status === 'EIO') yield* noteError(k, read);
    const wakesFirst = k.rules.directRead === 'iomap' && !readerWaits(k);
    if (wakesFirst) yield* wakeReader(k, read);
    const deferred = yield* check(k, read, pin, pin + pages);
    if (!wakesFirst && !(deferred && readerWaits(k))) yield* wakeReader(k, read);
    return again(read, pin, token);
  });

export const readCompletion = completion(checkPages);

/** The same with a worker that always comes at once. */
export const readCompletionAtOnce = completion(checkPagesAtOnce);

/** `bio_dirty_fn`: the worker that re-dirties what was cleaned under a read. */
export const redirtyWorker = kernelFunction('bio_dirty_fn', function* (k: Machine, read: DirectRead, pin: number) {
  const pages = yield* k.step('take the work item', {
    when: () => read.redirtyQueued,
    do: () => {
      read.redirtyQueued = false;
      return read.pages;
    },
    cost: k.costs.cpu.wake,
    waitsFor: 'a work item',
  });
  yield* redirtyAndRelease(k, pin, pin + pages);
  if (readerWaits(k)) yield* wakeReader(k, read);
  return again(read, pin);
});
