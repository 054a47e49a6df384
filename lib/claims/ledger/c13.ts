// C13: the buffer of a direct read is a mapped file, and that file is truncated.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { asSaid } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { removalsWaitAsLongAsRead } from './timing.js';

const delivered = (lab: Laboratory, rules: readonly string[]) =>
  all(
    ...[1, 2].map((pages) => lab.explore('direct-read-and-truncate', { rules, pages }).never('H4')),
    ...[1, 2].map((pages) => lab.explore('direct-read-and-punch', { rules, pages }).never('H4')),
  );

export const c13: ComputedEntry = {
  id: 'C13',
  condition:
    'an O_DIRECT read of one file into a mapping of another, which is truncated or punched meanwhile; rule (c), careful; one page and two. Measured: how long truncation and punching wait for the read',
  falsifier: 'H4: the read reports success and its data is in a page that has left the file',
  in2018: linux.truncatesPinned.in2018,
  today: {
    says: linux.truncatesPinned.today.says,
    source: `${linux.truncatesPinned.today.source}; inode_dio_wait covers direct I/O on the truncated file alone`,
  },
  judge: (lab) =>
    asSaid(all(delivered(lab, ['c']), removalsWaitAsLongAsRead(lab, { rules: ['c'] })), [
      `Without (c): ${saying(delivered(lab, []))}.`,
    ]),
  tooth: {
    words: 'on Linux 5.10, whose test for pins does not see direct I/O',
    change: { era: '5.10' },
    becomes: 'refuted',
  },
};
