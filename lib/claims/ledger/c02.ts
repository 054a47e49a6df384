// C2: no writing to file-backed pages through get_user_pages at all.
import type { ComputedEntry } from '../entry.js';
import { all } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { harmlessShortPins } from './short-pins.js';

export const c02: ComputedEntry = {
  id: 'C2',
  condition:
    'a pin for writing of a page whose file tracks dirty pages gets EFAULT, short or long; nothing else changes. That it breaks programs is no part of the question',
  falsifier: 'a harm of any kind, or a wait without end, that is left when all such pins are refused',
  in2018: linux.longTermRefused.in2018,
  today: {
    says: 'done for long-term pins alone (EFAULT since 6.5, from memory); a short pin for writing is granted',
    source: linux.longTermRefused.today.source,
  },
  judge: (lab) => {
    const ban = { set: { writePin: 'refused' } };
    return asSaid(
      all(
        harmlessShortPins(lab, ban),
        lab.explore('reflink-under-pin', ban).never('H2', 'H6'),
        lab.explore('kernel-write-and-flusher', ban).never('H2', 'H3'),
        lab.explore('rdma-and-fsync', ban).never('H2', 'H7'),
        lab.explore('rdma-and-truncate', ban).never('H4', 'H8'),
        lab.explore('xdp-and-fsync', ban).never('H2', 'H7'),
      ),
    );
  },
  tooth: { words: 'the ban does nothing', change: { set: { writePin: 'allowed' } }, becomes: 'refuted' },
};
