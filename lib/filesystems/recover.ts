// What a file holds after a power cut: a pure function of the state, evaluated where a detector
// or a figure asks for it. A crash is not a step. It reads the committed map: on btrfs, the tree that
// the superblock refers to.
import type { FileBlock, Inode } from '../pages/inode.js';
import { isChecksummed } from './block-map.js';
import type { FilesystemKernel } from './machine.js';

/** A sector's content after recovery: a token, or EIO where the checksum does not match. */
export type Recovered = number | 'EIO';

/** What recovery finds at one place of a file: two sectors, or null for a hole. */
export function recoverPlace(k: FilesystemKernel, { committed }: FileBlock): [Recovered, Recovered] | null {
  if (committed === null) return null;
  if (!isChecksummed(k)) return [committed.medium0, committed.medium1];
  return [
    committed.medium0 === committed.mediumSum0 ? committed.medium0 : 'EIO',
    committed.medium1 === committed.mediumSum1 ? committed.medium1 : 'EIO',
  ];
}

/** The same by index of a file. */
export function recover(k: FilesystemKernel, inode: Inode, pgoff: number): [Recovered, Recovered] | null {
  const place = k.fileBlocks.find((each) => each.inode === inode && each.pgoff === pgoff);
  return place === undefined ? null : recoverPlace(k, place);
}
