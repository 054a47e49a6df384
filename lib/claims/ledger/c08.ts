// C8: rule (b), and the cleaners of which it does not speak.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { waitsAsLongAsRead } from './timing.js';

/** Each cleaner alone beside one short pin. */
const cleaners = (lab: Laboratory, rules: readonly string[]) => ({
  fsync: lab.explore('direct-read-and-fsync', { rules }).unseen('cleaned-under-pin'),
  flusher: lab.explore('direct-read-and-flusher', { rules }, { without: ['kswapd'] }).unseen('cleaned-under-pin'),
  reclaim: lab.explore('direct-read-and-flusher', { rules }, { without: ['flusher'] }).unseen('cleaned-under-pin'),
});

/** The wrong order: a pin may come by the fast path between the test and the write-protection. */
const testedFirst = (lab: Laboratory) =>
  lab
    .explore('direct-read-and-fsync', { rules: ['b'], set: { pinTestWhen: 'before-write-protect' } })
    .unseen('cleaned-under-pin');

export const c08: ComputedEntry = {
  id: 'C8',
  condition:
    'rule (b), careful, over Linux 4.20; one short pin beside one cleaner: fsync (WB_SYNC_ALL), background writeback (WB_SYNC_NONE), reclaim. Pins are tested once the page is write-protected. Measured: how long fsync is blocked',
  falsifier: 'a dirty page that turns clean while a device holds it',
  ...linux.cleansPinned,
  judge: (lab) => {
    const b = cleaners(lab, ['b']);
    const both = cleaners(lab, ['b', 'b2']);
    return dependingOn(
      'every other cleaner leaves pinned pages alone (b′)',
      {
        under: all(
          both.fsync,
          both.flusher,
          both.reclaim,
          waitsAsLongAsRead(lab, 'direct-read-and-fsync', 'fsync', { rules: ['b', 'b2'] }),
        ),
        otherwise: all(b.fsync, b.flusher, b.reclaim),
      },
      [
        'Each cleaner alone, under (b):',
        `  WB_SYNC_ALL:  ${saying(b.fsync)}`,
        `  WB_SYNC_NONE: ${saying(b.flusher)}`,
        `  reclaim:      ${saying(b.reclaim)}`,
        `Pins tested first, and the page write-protected then: ${saying(testedFirst(lab))}.`,
      ],
    );
  },
  tooth: {
    words: 'pins are tested before the page is write-protected',
    change: { set: { pinTestWhen: 'before-write-protect' } },
    becomes: 'refuted',
  },
};
