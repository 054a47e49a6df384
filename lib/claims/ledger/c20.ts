// C20: operations of others while somebody holds a pin that nobody waits for and nobody can take back.
import type { ComputedEntry } from '../entry.js';
import { all, not } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';

const unawaited = { set: { daxWaitsForPins: 'off' } };

/** On persistent memory: the device reaches a block that is no longer the file’s. */
const onDax = (lab: Laboratory) =>
  all(
    not(lab.explore('direct-read-and-truncate-dax', unawaited).never('H5')),
    not(lab.explore('direct-read-and-punch-dax', unawaited).never('H5')),
    not(lab.explore('reflink-under-pin-dax', unawaited).never('H6')),
  );

export const c20: ComputedEntry = {
  id: 'C20',
  condition:
    'truncation, hole punching and reflink with a pin held that is neither refused, nor waited for, nor taken back. Harm to this file or another: H1, H2, H3, H5, H6; an orphan page (H4), which Linux accepts, is told apart. Defragmentation and deduplication, which share or move blocks as reflink does, are not in the machine',
  falsifier: 'an operation that does no harm although the pin stays',
  in2018: {
    says: 'FS-DAX waited; on the page cache nothing waited and nothing was revoked',
    source: 'commit d6dc57e251a4 (4.18); read in 6.12.117, mm/truncate.c, 4.20 assumed alike',
  },
  today: linux.truncatesPinned.today,
  judge: (lab) =>
    dependingOn(
      'the operation shares blocks (reflink), or gives away blocks that the device reaches by itself (DAX); on the page cache truncation and punching leave an orphan page, no more',
      {
        under: all(onDax(lab), not(lab.explore('reflink-under-pin').never('H6'))),
        otherwise: all(
          ...['direct-read-and-truncate', 'direct-read-and-punch'].map((name) =>
            not(lab.explore(name).never('H1', 'H2', 'H3', 'H6')),
          ),
        ),
      },
    ),
  tooth: {
    words: 'truncation and punching of DAX files wait for pins',
    change: { set: { daxWaitsForPins: 'careful' } },
    becomes: 'refuted',
  },
};
