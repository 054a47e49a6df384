// C1: stable pages for pages that a device holds, as the only rule.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import { linux } from './linux.js';

const condition =
  'a proposal, which names no effect: that is our reading. Rule (a) alone, over Linux 4.20: whoever makes a page writable, a pin too, waits until its writeback has ended; of all pages, which is more than was asked for. The taint is not in the machine';

/** The damage that stable pages are for. */
export const c01a: ComputedEntry = {
  id: 'C1a',
  paraphrase: 'Force wait_for_stable_page() for pages with GUP mappings: a device changes no write in flight.',
  condition,
  falsifier: 'H1 with rule (a) on: a pin taken before writeback began goes on writing during it',
  in2018: linux.stableWhereAsked.in2018,
  today: linux.stableWhereAsked.today,
  judge: (lab) => {
    const alone = lab.explore('direct-read-and-fsync', { rules: ['a'] }).never('H1');
    const withB = lab.explore('direct-read-and-fsync', { rules: ['a', 'b'] }).never('H1');
    const unstable = lab.explore('direct-read-and-fsync', { rules: ['b'], set: { stablePages: 'never' } }).never('H1');
    return dependingOn(
      'fsync waits for pins, too (b): a pin taken before writeback began waits for nothing',
      { under: withB, otherwise: alone },
      [`Rule (b) without any stable pages: ${saying(unstable)}.`],
    );
  },
  tooth: { words: 'fsync waits for pins, too', change: { set: { syncWaitsForPins: 'careful' } }, becomes: 'holds' },
};

/** The rest of it. */
export const c01b: ComputedEntry = {
  id: 'C1b',
  paraphrase:
    'Force wait_for_stable_page() for pages with GUP mappings: no data is lost, no page dirty behind the filesystem’s back.',
  condition,
  falsifier: 'H2 or H3 with rule (a) on, from a short pin',
  in2018: linux.stableWhereAsked.in2018,
  today: linux.stableWhereAsked.today,
  judge: (lab) => {
    const sides = (rules: readonly string[]) =>
      all(
        lab.explore('direct-read-and-flusher', { rules }).never('H2', 'H3'),
        lab.explore('late-redirty-and-crash', { rules }).never('H2'),
        lab.explore('late-redirty-and-crash', { rules, set: { midway: 'flusher' } }).never('H2'),
      );
    return dependingOn('every cleaner looks at pins as well (b, b′)', {
      under: sides(['a', 'b', 'b2']),
      otherwise: sides(['a']),
    });
  },
  tooth: {
    words: 'pins are counted by a bias that does not see direct I/O, as in 6.1',
    change: { set: { pinTest: 'bias', biasSeesDirectIo: 'no' } },
    becomes: 'refuted',
  },
};
