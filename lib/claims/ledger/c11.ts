// C11: whether fsync still does what it promises, and ends.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { asWorded, everyRule } from './short-pins.js';
import { atMost } from './timing.js';

/** One fsync before the read is visibly complete, one after it, a crash at any moment; and two pages in one call. */
const sound = (lab: Laboratory, set: Readonly<Record<string, string>>) =>
  all(
    lab.explore('late-redirty-and-crash', { rules: everyRule, set }).never('H2a', 'deadlock', 'H7'),
    lab
      .explore('late-redirty-and-crash', { rules: everyRule, set: { directRead: 'classic', ...set } })
      .never('H2a', 'deadlock', 'H7'),
    lab.explore('two-page-readv-and-fsync', { rules: everyRule, set }).never('H2a', 'deadlock', 'H7'),
  );

export const c11: ComputedEntry = {
  id: 'C11',
  condition:
    'with all rules on: an fsync that is called once read(2) has returned, beside one called before, promises the data; each fsync ends, and waits no longer than the pin lasts. Data in flight when fsync is called is not promised',
  falsifier: 'fsync returned 0 and a crash loses the data (H2a); a deadlock; an fsync put off for ever',
  in2018: { says: 'fsync did not wait for pins', source: linux.cleansPinned.in2018.source },
  today: linux.crashThenDrop.today,
  judge: (lab) => {
    const again = lab.explore('direct-reads-and-fsync', { rules: everyRule }).neverStarved('fsync');
    const wait = { task: 'fsync', waitingFor: 'pin' } as const;
    return dependingOn(
      'it waits with no page locked and its I/O sent, and no program pins the page again and again',
      {
        under: all(
          sound(lab, {}),
          atMost(
            'fsync waits for pins',
            lab.measure('direct-read-and-fsync', { rules: everyRule }, wait),
            'as long as the read takes',
            lab.measure('direct-read-and-fsync', { rules: everyRule }, { task: 'read' }),
          ),
        ),
        otherwise: all(sound(lab, asWorded), again),
      },
      [`Each part of the condition: ${saying(sound(lab, asWorded))}; ${saying(again)}.`],
    );
  },
  tooth: {
    words: 'fsync does not look at pins',
    change: { set: { syncWaitsForPins: 'off' } },
    becomes: 'refuted',
  },
};
