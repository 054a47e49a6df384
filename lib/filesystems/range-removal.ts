// Taking a range of a file out of the page cache, large folios at its ends included.
import { kernelFunction } from '../engine/index.js';
import type { Inode } from '../pages/inode.js';
import type { FilesystemKernel } from './machine.js';
import { endless, truncateInodePages } from './page-removal.js';
import { truncatePartialFolio } from './partial-folio.js';

/** The folios at both ends of a range, of which only a part lies in it. @returns the one that is pinned and in the way, or null */
const truncateEnds = kernelFunction(
  'truncate_partial_folios',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
    const first = yield* truncatePartialFolio(k, inode, from, from, to);
    if (first !== null || to === endless || to - from < 2) return first;
    return yield* truncatePartialFolio(k, inode, to - 1, from, to);
  },
);

/**
 * `truncate_inode_pages_range`, from index `from` on, up to but not including `to`.
 * @returns the page that is pinned and in the way of rule (c), or null when all are gone that can go
 */
export const truncateRange = kernelFunction(
  'truncate_inode_pages_range',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
    if (k.largeFolios && from < to) {
      const inTheWay = yield* truncateEnds(k, inode, from, to);
      if (inTheWay !== null) return inTheWay;
    }
    return yield* truncateInodePages(k, inode, from, to);
  },
);
