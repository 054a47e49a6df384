// What filesystem code works on: pages and files, the block device, the queue of writes to it.
import { bool, type KernelOf, one, oneOf, pool, type RecordOf, record, ref, uint } from '../engine/index.js';
import { Block } from '../pages/block.js';
import { type MachineConstants, type PageCounts, pageShape } from '../pages/machine.js';
import { Page } from '../pages/page.js';

/** A write request: pages that follow each other in the file. */
export const Bio = record('Bio', {
  state: oneOf('free', 'gathering', 'submitted'),
  first: ref(() => Page),
  /** How many pages follow, `first` included. */
  pages: uint(7),
});
export type Bio = RecordOf<typeof Bio>;

/** The kernel as a whole. */
export const System = record('System', {
  /** A BUG_ON was hit: nothing runs any more, as with panic_on_oops. */
  bug: bool,
});

/** The records of a filesystem on a block device. */
export function filesystemShape(counts: PageCounts) {
  return {
    ...pageShape(counts),
    blocks: pool(Block, counts.pages),
    bios: pool(Bio, counts.pages),
    system: one(System),
  } as const;
}

/** The kernel object as filesystem code sees it. */
export type FilesystemKernel = KernelOf<ReturnType<typeof filesystemShape>, MachineConstants>;

/** The block of a page of a file, null for a hole. */
export function blockOf(k: FilesystemKernel, page: Page): RecordOf<typeof Block> | null {
  for (const place of k.fileBlocks) if (place.inode === page.mapping && place.pgoff === page.pgoff) return place.block;
  return null;
}
