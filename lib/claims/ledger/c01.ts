// C1: stable pages for pages that a device holds, as the only rule.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { asSaid, dependingOn } from '../judgement.js';
import { linux } from './linux.js';

const condition =
  'rule (a) alone, over Linux 4.20: whoever makes a page writable, a pin too, waits until its writeback has ended';

/** The damage that stable pages are for. */
export const c01a: ComputedEntry = {
  id: 'C1a',
  paraphrase: 'Waiting for stable pages contains the damage: what a device does to a write in flight.',
  condition,
  falsifier: 'H1 with rule (a) on: a pin taken before writeback began goes on writing during it',
  in2018: linux.stableWhereAsked.in2018,
  today: linux.stableWhereAsked.today,
  judge: (lab) => {
    const alone = lab.explore('direct-read-and-fsync', { rules: ['a'] }).never('H1');
    const withB = lab.explore('direct-read-and-fsync', { rules: ['a', 'b'] }).never('H1');
    const unstable = lab.explore('direct-read-and-fsync', { rules: ['b'], set: { stablePages: 'never' } }).never('H1');
    return asSaid(alone, [
      `With rule (b) beside it: ${saying(withB)}.`,
      `Rule (b) without any stable pages: ${saying(unstable)}.`,
    ]);
  },
  tooth: { words: 'fsync waits for pins, too', change: { set: { syncWaitsForPins: 'careful' } }, becomes: 'holds' },
};

/** The rest of it. */
export const c01b: ComputedEntry = {
  id: 'C1b',
  paraphrase: 'Waiting for stable pages contains the damage: lost data, and pages dirty behind the filesystem’s back.',
  condition,
  falsifier: 'H2 or H3 with rule (a) on, from a short pin',
  in2018: linux.stableWhereAsked.in2018,
  today: linux.stableWhereAsked.today,
  judge: (lab) => {
    const sides = (rules: readonly string[]) =>
      all(
        lab.explore('direct-read-and-flusher', { rules }).never('H2', 'H3'),
        lab.explore('late-redirty-and-crash', { rules }).never('H2'),
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
