// C11: whether fsync still does what it promises, and ends.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { asWorded, everyRule } from './short-pins.js';
import { waitsAsLongAsRead } from './timing.js';

/** One fsync before the read is visibly complete, one after it, a crash at any moment; and two pages in one call. */
const sound = (lab: Laboratory, set: Readonly<Record<string, string>>) =>
  all(
    lab.explore('late-redirty-and-crash', { rules: everyRule, set }).never('H2a', 'deadlock', 'H7'),
    lab
      .explore('late-redirty-and-crash', { rules: everyRule, set: { directRead: 'classic', ...set } })
      .never('H2a', 'deadlock', 'H7'),
    lab.explore('two-page-readv-and-fsync', { rules: everyRule, set }).never('H2a', 'deadlock', 'H7'),
  );

/** Background writeback between the read’s DMA and the fsync: what it cleans under the pin, fsync finds clean. */
const besideFlusher = (lab: Laboratory, rules: readonly string[]) =>
  lab.explore('late-redirty-and-crash', { rules, set: { midway: 'flusher' } }).never('H2a');

export const c11: ComputedEntry = {
  id: 'C11',
  condition:
    'with a, b and c on, and b′ or not: an fsync that is called once read(2) has returned, beside one called before or background writeback, promises the data (that Linux without the rules breaks the promise, too, is C4b); each fsync ends, and waits no longer than the pin lasts. Data in flight when fsync is called is not promised',
  falsifier: 'fsync returned 0 and a crash loses the data (H2a); a deadlock; an fsync put off for ever',
  in2018: { says: 'fsync did not wait for pins', source: linux.cleansPinned.in2018.source },
  today: linux.crashThenDrop.today,
  judge: (lab) => {
    const again = lab.explore('direct-reads-and-fsync', { rules: everyRule }).neverStarved('fsync');
    return dependingOn(
      'every other cleaner skips pinned pages (b′), it waits with no page locked and its I/O sent, and no program pins the page again and again',
      {
        under: all(
          sound(lab, {}),
          besideFlusher(lab, everyRule),
          waitsAsLongAsRead(lab, 'direct-read-and-fsync', 'fsync', { rules: everyRule }),
        ),
        otherwise: all(sound(lab, asWorded), besideFlusher(lab, ['a', 'b', 'c']), again),
      },
      [
        `Each part of the condition: ${saying(besideFlusher(lab, ['a', 'b', 'c']))}; ${saying(sound(lab, asWorded))}; ${saying(again)}.`,
      ],
    );
  },
  tooth: {
    words: 'fsync does not look at pins',
    change: { set: { syncWaitsForPins: 'off' } },
    becomes: 'refuted',
  },
};
