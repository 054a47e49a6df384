// C10: whether a, b and c are enough for short pins, and which of them are.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { asWorded, everyRule, harmlessShortPins, noneStarved, putOff } from './short-pins.js';
import { subsetTable } from './subsets.js';
import { removalsWaitAsLongAsRead, waitsAsLongAsRead } from './timing.js';

/** Whom a program that pins again and again puts off, under the rules that wait, one by one and together. */
const starvation = (lab: Laboratory): string[] => [
  'Put off for ever by a program that pins the page again and again; a and b′ make nobody wait:',
  ...[['b'], ['c'], ['b', 'c'], everyRule].map((rules) => {
    const name = rules.map((id) => id.replace('2', '′')).join(' ');
    return `  ${name}: ${putOff(lab, { rules }).join(', ') || 'nobody'}`;
  }),
  `  a b b′ c as worded: ${putOff(lab, { rules: everyRule, set: asWorded }).join(', ') || 'nobody: it deadlocks, see the table'}`,
];

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
      [...subsetTable(lab), ...starvation(lab), `Beside one read the wait is bounded: ${price(lab)}.`],
    );
  },
  tooth: {
    words: 'pins are counted by a bias that does not see direct I/O, as in 6.1',
    change: { set: { pinTest: 'bias', biasSeesDirectIo: 'no' } },
    becomes: 'refuted',
  },
};
