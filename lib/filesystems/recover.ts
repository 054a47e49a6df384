// What a file holds after a power cut: a pure function of the state, evaluated where a detector
// or a figure asks for it. A crash is not a step.
import type { Inode } from '../pages/inode.js';
import type { FilesystemKernel } from './machine.js';

/** A sector's content after recovery: a token, or EIO where the checksum does not match. */
export type Recovered = number | 'EIO';

/** What recovery finds at an index of a file: two sectors, or null for a hole. */
export function recover(k: FilesystemKernel, inode: Inode, pgoff: number): [Recovered, Recovered] | null {
  const block = k.fileBlocks.find((place) => place.inode === inode && place.pgoff === pgoff)?.block ?? null;
  if (block === null) return null;
  if (!k.costs.storage.integrity) return [block.medium0, block.medium1];
  return [
    block.medium0 === block.mediumSum0 ? block.medium0 : 'EIO',
    block.medium1 === block.mediumSum1 ? block.medium1 : 'EIO',
  ];
}
