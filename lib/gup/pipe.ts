// vmsplice: the pages behind virtual addresses go into a pipe, by reference.
//
// It only reads them, so it takes plain references (FOLL_GET, not FOLL_PIN: read in 6.12,
// lib/iov_iter.c, iov_iter_get_pages2; 4.20 assumed alike) and asks for no write access. What it holds
// it holds until the pipe has been read or closed: a direct read's code path, and yet user
// space decides when it ends.
import { again, bool, ghost, kernelFunction, type RecordOf, record, ref, uint } from '../engine/index.js';
import { dropClaim, noteAccess, noteClaim } from '../filesystems/dax-blocks.js';
import { handleReadFault } from '../filesystems/fault.js';
import { lockMapping, unlockMapping } from '../pages/address-space.js';
import { indexIn, nthPage } from '../pages/folio.js';
import { freeIfUnused, isAlive, Page, type Pte } from '../pages/page.js';
import { tokenBits } from '../pages/tokens.js';
import type { GupKernel } from './machine.js';

/** A pipe with room for one page: `struct pipe_inode_info` and its one buffer. */
export const Pipe = record('Pipe', {
  /** The page in it; null while it is empty. */
  page: ref(() => Page),
  /** Which page of a large folio it is. */
  nth: uint(1),
  /** What its reader got. */
  got0: ghost(uint(tokenBits)),
  got1: ghost(uint(tokenBits)),
  /** Its reader got bytes of a page that was no longer its file's. */
  stale: ghost(bool),
});
export interface Pipe extends RecordOf<typeof Pipe> {}

/** What a pipe holds, it holds after all pins. */
const claimOf = (k: GupKernel, pipe: Pipe): number => k.pins.length + pipe.index;

/** The pipe has the page; its reference is taken. */
function putIntoPipe(k: GupKernel, pipe: Pipe, pte: Pte, page: Page): void {
  pipe.page = page;
  pipe.nth = indexIn(page, pte.pgoff);
  noteClaim(k, claimOf(k, pipe), page);
}

/** `get_user_pages_fast` for reading. @returns whether the pipe has the page */
const getFast = kernelFunction('get_user_pages_fast', function* (k: GupKernel, pte: Pte, pipe: Pipe) {
  const page: Page | null = yield* k.find('read the PTE without a lock', {
    do: () => pte.page,
    cost: k.costs.cpu.pinPage,
  });
  if (page === null) return false;
  const taken = yield* k.step('take a reference', () => {
    if (!isAlive(k, page)) return false;
    page.extraRefs++;
    return true;
  });
  if (!taken) return false;
  const changed = yield* k.step('has the PTE changed? then drop it', () => {
    if (pte.page === page) {
      putIntoPipe(k, pipe, pte, page);
      return false;
    }
    page.extraRefs--;
    freeIfUnused(k, page);
    return true;
  });
  return !changed;
});

/** `follow_page` under the page-table lock, and a fault until there is a page. */
const followOrFault = kernelFunction('get_user_pages', function* (k: GupKernel, pte: Pte, pipe: Pipe) {
  const got = yield* k.step('take a reference under the page-table lock', {
    do: () => {
      if (pte.page === null) return false;
      pte.page.extraRefs++;
      putIntoPipe(k, pipe, pte, pte.page);
      return true;
    },
    cost: k.costs.cpu.pinPage,
  });
  if (got) return 'spliced';
  return (yield* handleReadFault(k, pte)) === 'SIGBUS' ? 'EFAULT' : again(pte, pipe);
});

/**
 * `vmsplice(2)` of one page into an empty pipe. SPLICE_F_GIFT makes no difference to a mapped file.
 * @returns `'spliced'`, or `'EFAULT'` beyond the end of the file and where nothing is mapped
 */
export const vmsplice = kernelFunction('vmsplice', function* (k: GupKernel, pte: Pte, pipe: Pipe) {
  if (yield* getFast(k, pte, pipe)) return 'spliced';
  const outcome = (yield* lockMapping(k, pte)) ? yield* followOrFault(k, pte, pipe) : 'EFAULT';
  yield* unlockMapping(k, pte);
  return outcome;
});

/** `pipe_read`: the reader gets what the page holds now, not what it held when it was spliced. */
const readPipe = kernelFunction('pipe_read', function* (k: GupKernel, pipe: Pipe) {
  const copy = (sector: 0 | 1) => () =>
    k.ghost(() => {
      const page = pipe.page!;
      noteAccess(k, claimOf(k, pipe), page);
      const { data0, data1 } = nthPage(page, pipe.nth);
      if (sector === 0) pipe.got0 = data0;
      else pipe.got1 = data1;
      if (!k.dax && page.mapping === null) pipe.stale = true;
    });
  yield* k.step('copy sector 0 to the reader', { do: copy(0), cost: k.costs.cpu.store });
  yield* k.step('copy sector 1 to the reader', { do: copy(1), cost: k.costs.cpu.store });
});

/**
 * The other end of the pipe: it is read or closed when its reader likes, which may be never.
 * @param holdNs how long that takes, on the clock
 */
export const drainPipe = kernelFunction('drain_pipe', function* (k: GupKernel, pipe: Pipe, holdNs: number) {
  yield* k.sleep(holdNs, { label: 'leave the pipe alone', owner: 'user' });
  const read = yield* k.choose('pipe', {
    'read what is in it': { owner: 'user', do: () => true },
    'close it': { owner: 'user', do: () => false },
  });
  if (read) yield* readPipe(k, pipe);
  yield* k.step('put the page', {
    do: () => {
      const page = pipe.page!;
      page.extraRefs--;
      pipe.page = null;
      pipe.nth = 0;
      dropClaim(k, claimOf(k, pipe));
      freeIfUnused(k, page);
    },
    cost: k.costs.cpu.flag,
  });
});
