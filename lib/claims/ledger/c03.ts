// C3: O_DIRECT, as such, is not the problem.
import type { ComputedEntry } from '../entry.js';
import { dependingOn } from '../judgement.js';
import { linux } from './linux.js';
import { everyRule, harmlessShortPins } from './short-pins.js';

export const c03: ComputedEntry = {
  id: 'C3',
  condition:
    'a reason, given against a ban; his next mail gives the rules with which it is meant to be true. The pins of O_DIRECT reads into mapped pages of another file, one call of one or of two pages, beside fsync, background writeback with reclaim, truncation and hole punching',
  falsifier: 'a crash, an inconsistent write, lost data, an orphan write or a deadlock',
  in2018: linux.crashThenDrop.in2018,
  today: linux.crashThenDrop.today,
  judge: (lab) =>
    dependingOn(
      'fsync and truncation wait for pins with their locks dropped (b, c), and every other cleaner skips pinned pages (b′)',
      {
        under: harmlessShortPins(lab, { rules: everyRule }),
        otherwise: harmlessShortPins(lab, {}),
      },
    ),
  tooth: {
    words: 'pins are counted by a bias that does not see direct I/O, as in 6.1',
    change: { set: { pinTest: 'bias', biasSeesDirectIo: 'no' } },
    becomes: 'refuted',
  },
};
