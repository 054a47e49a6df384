// C19: in how far a pin is a delegation.
import { textTable } from '../../plots/text-table.js';
import type { ToldEntry } from '../entry.js';

const operations = textTable(
  ['operation by somebody else', 'recalls a delegation', 'has to end a long-term pin'],
  [
    ['open for writing', 'yes', 'no'],
    ['write without a new block', 'yes', 'no: the device and the CPU share the page'],
    ['truncate, page cache', 'yes', 'no harm but H4, which Linux accepts'],
    ['truncate, DAX', 'yes', 'yes: the page is the block (H5)'],
    ['punch a hole', 'yes', 'as truncation'],
    ['reflink, dedupe', 'yes', 'yes: the device does not un-share (H6)'],
    ['fsync', 'no', 'it waits, or promises too much (C11, C14)'],
    ['unmount', 'no: it fails, busy', 'no: busy while the file is mapped; then as truncation (assumed)'],
    ['munmap by the holder', 'no', 'no: a pin outlives it (H9)'],
  ],
);

export const c19: ToldEntry = {
  id: 'C19',
  condition:
    'an analogy: both hand control over a file to somebody outside the filesystem, and both may have to be taken back',
  falsifier: 'nothing as such: an analogy carries as far as the operations that ask for both',
  in2018: {
    says: 'opening for writing and truncating break a lease; a long-term pin was in the way of nothing but FS-DAX truncation',
    source: 'fcntl(2), F_SETLEASE; read in 6.12.117, fs/locks.c, fs/dax.c, 4.20 assumed alike',
  },
  today: {
    says: 'the same; leases for long-term pins were proposed in 2019 (Ira Weiny) and not merged',
    source: 'mail-archive, RDMA/FS DAX truncate proposal, v1 June and v2 August 2019',
  },
  told: [
    'An analogy; nothing computes it. By operation:',
    ...operations.split('\n').map((line) => `  ${line}`),
    'It carries where blocks change owner or are shared. It does not for an ordinary write, which recalls a delegation and leaves a pin alone: Matthew Wilcox made that point in June 2019.',
  ],
};
