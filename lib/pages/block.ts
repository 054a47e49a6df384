// A block of the storage device: what its volatile cache holds, what is on the medium, and, where
// storage keeps a checksum with each sector, the bytes each checksum covers. The checksum is computed
// when a write is sent and compared when it is read, as btrfs does; a T10 device would compare it
// at the write, and refuse it.
import { bool, ghost, type RecordOf, record, uint } from '../engine/index.js';
import { tokenBits } from './tokens.js';

const token = () => uint(tokenBits);

/** One block of two sectors. */
export const Block = record('Block', {
  /** What a read of the device would return: newest write, perhaps only in the volatile cache. */
  cache0: token(),
  cache1: token(),
  /** What survives a power cut. */
  medium0: token(),
  medium1: token(),
  /** The bytes that the checksum of each sector covers, kept with the sector. */
  cacheSum0: token(),
  cacheSum1: token(),
  mediumSum0: token(),
  mediumSum1: token(),
  /** The checksums that travel with the write under way. */
  sentSum0: token(),
  sentSum1: token(),
  /** A write to it is under way. */
  busy: bool,
  /** A direct write, or a writeback of a large folio, reached it when no file's map named it any more. */
  strayWrite: ghost(bool),
  /** Its content changed while more than one file's map named it. */
  sharedChanged: ghost(bool),
});
export interface Block extends RecordOf<typeof Block> {}
