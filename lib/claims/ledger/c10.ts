// C10: whether a, b and c are enough for short pins, and which of them are.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { asWorded, everyRule, harmlessShortPins, noneStarved } from './short-pins.js';
import { subsetTable } from './subsets.js';
import { removalsWaitAsLongAsRead, waitsAsLongAsRead } from './timing.js';

/** How to read the last column of the table. */
const puttingOff =
  'Put off: whoever waits for pins, for ever, while a program pins the page again and again. a and b′ make nobody wait; a deadlock comes first.';

/** What the rules cost those who wait, beside one read. */
const price = (lab: Laboratory): string =>
  saying(
    all(
      waitsAsLongAsRead(lab, 'direct-read-and-fsync', 'fsync', { rules: everyRule }),
      removalsWaitAsLongAsRead(lab, { rules: ['c'] }),
    ),
  );

export const c10: ComputedEntry = {
  id: 'C10',
  condition:
    'short pins of one O_DIRECT read, of one page or two; all 16 subsets of a, b, b′ and c, as worded and careful, with each test for pins; beside fsync, background writeback with reclaim, truncation, hole punching, a crash',
  falsifier: 'H1, H2, H3, H4 or a deadlock in any order of steps; fsync, truncation or punching put off for ever',
  in2018: linux.crashThenDrop.in2018,
  today: {
    says: 'none of the three was adopted for the page cache; FS-DAX has (c)',
    source: 'read in 6.12.117, mm/page-writeback.c, mm/truncate.c, fs/dax.c',
  },
  judge: (lab) => {
    const worded = { rules: ['a', 'b', 'c'], set: asWorded };
    return dependingOn(
      'every other cleaner skips pinned pages (b′), who waits for pins drops its locks and sends its I/O first, the test sees every pin, and no program pins the page again and again',
      {
        under: harmlessShortPins(lab, { rules: everyRule }),
        otherwise: all(harmlessShortPins(lab, worded), noneStarved(lab, { rules: ['a', 'b', 'c'] })),
      },
      [...subsetTable(lab), puttingOff, `Beside one read the wait is bounded: ${price(lab)}.`],
    );
  },
  tooth: {
    words: 'pins are counted by a bias that does not see direct I/O, as in 6.1',
    change: { set: { pinTest: 'bias', biasSeesDirectIo: 'no' } },
    becomes: 'refuted',
  },
};
