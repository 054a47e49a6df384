// C31: control, not length.
import type { ComputedEntry } from '../entry.js';
import { all, not } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { atMost } from './timing.js';

const wait = { task: 'fsync', waitingFor: 'pin' } as const;
const rules = ['b'];

export const c31: ComputedEntry = {
  id: 'C31',
  condition:
    'rule (b), careful: a direct read from a drive that takes a thousand times as long, beside an RDMA region held a hundredth of the usual time. Decided: whether user space alone can end the wait; measured: which wait is longer. The drive answers, or the kernel gives it up: a direct read that a process has to answer (FUSE) is user space’s too, and not in the machine',
  falsifier:
    'the long stall holds fsync hostage, or the short hold of user space does not, or the stall is the shorter wait',
  ...linux.transientPins,
  judge: (lab) =>
    asSaid(
      all(
        lab.explore('direct-read-and-fsync', { rules }).never('H7', 'deadlock'),
        not(lab.explore('rdma-and-fsync', { rules }).never('H7')),
        atMost(
          'fsync waits for a region that user space holds shortly',
          lab.measure('rdma-and-fsync', { rules, times: { hold: 0.01 } }, wait),
          'for a drive that stalls',
          lab.measure('direct-read-and-fsync', { rules, times: { request: 1000 } }, wait),
        ),
      ),
    ),
  tooth: {
    words: 'user space gets no long-term pin of a file, as since 6.5',
    change: { set: { longTermPin: 'refused' } },
    becomes: 'refuted',
  },
};
