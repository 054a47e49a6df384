// C4: what O_DIRECT could do to Linux 4.20.
import type { ComputedEntry } from '../entry.js';
import { all, not } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { everyRule } from './short-pins.js';

/** The crash. */
export const c04a: ComputedEntry = {
  id: 'C4a',
  paraphrase: 'O_DIRECT can crash the machine today.',
  condition: 'Linux 4.20 without proposals, a short pin on ext4, background writeback and reclaim beside it',
  falsifier: 'no order of steps in which writeback takes a dirty page without buffers and the machine stops',
  in2018: linux.crashThenDrop.in2018,
  today: linux.crashThenDrop.today,
  judge: (lab) => asSaid(not(lab.explore('direct-read-and-flusher', { era: '4.20' }).neverCrashes())),
  tooth: {
    words: 'ext4 drops a dirty page without buffers, as since 5.18',
    change: { set: { dirtyWithoutBuffers: 'drop' } },
    becomes: 'refuted',
  },
};

/** The corruption. */
export const c04b: ComputedEntry = {
  id: 'C4b',
  paraphrase: 'O_DIRECT can corrupt data today just as RDMA can.',
  condition:
    'Linux 4.20 without proposals: an inconsistent write where sectors carry checksums, and data lost after fsync returned 0 where reads go through iomap (xfs then; ext4 from 5.5 on, from memory); RDMA loses data after fsync in the same sense',
  falsifier: 'H1 Never and H2a Never for a short pin, or H2a Never for RDMA',
  in2018: linux.crashThenDrop.in2018,
  today: linux.crashThenDrop.today,
  judge: (lab) =>
    asSaid(
      all(
        not(lab.explore('direct-read-and-fsync', { era: '4.20' }).never('H1')),
        not(lab.explore('late-redirty-and-crash', { set: { filesystem: 'xfs' } }).never('H2a')),
        not(lab.explore('rdma-and-fsync', { era: '4.20' }).never('H2a')),
      ),
    ),
  tooth: { words: 'with all rules of the thread', change: { rules: everyRule }, becomes: 'refuted' },
};
