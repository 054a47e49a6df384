// C7: rule (a) and a pin that is taken while the page is under writeback.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';

export const c07: ComputedEntry = {
  id: 'C7',
  condition:
    'rule (a) on; a pin for writing, by the fast path or the slow one, on storage with and without checksums, with one page and with two. A pin taken before writeback began is no part of the claim (C1)',
  falsifier: 'a pin for writing that succeeds while the page is under writeback',
  in2018: linux.stableWhereAsked.in2018,
  today: linux.stableWhereAsked.today,
  judge: (lab) =>
    asSaid(
      all(
        lab.explore('direct-read-and-fsync', { rules: ['a'] }).unseen('pinned-in-writeback'),
        lab.explore('direct-read-and-flusher', { rules: ['a'] }).unseen('pinned-in-writeback'),
        lab.explore('two-page-readv-and-fsync', { rules: ['a'] }).unseen('pinned-in-writeback'),
      ),
      [
        `Without (a), on plain storage: ${saying(lab.explore('direct-read-and-flusher').unseen('pinned-in-writeback'))}.`,
        `Without (a), where sectors carry checksums, Linux 4.20 waits by itself: ${saying(lab.explore('direct-read-and-fsync').unseen('pinned-in-writeback'))}.`,
      ],
    ),
  tooth: { words: 'page_mkwrite never waits', change: { set: { stablePages: 'never' } }, becomes: 'refuted' },
};
