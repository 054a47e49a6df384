// C16: what treating long-term pins like short ones costs, and whether there is no third way.
import type { ComputedEntry } from '../entry.js';
import { all, not, saying } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { waitGrows } from './timing.js';

/** Waiting lasts as long as user space likes. */
export const c16a: ComputedEntry = {
  id: 'C16a',
  paraphrase: 'Treated like short ones, long-term pins make fsync and truncate block for long.',
  condition: 'rules (b) and (c), careful; a page registered for RDMA; measured with the region held ten times as long',
  falsifier: 'an fsync or a truncation whose wait does not grow with the time for which user space holds the pin',
  ...linux.longTermRefused,
  judge: (lab) => {
    return asSaid(
      all(
        waitGrows(lab, 'rdma-and-fsync', 'b', 'fsync'),
        waitGrows(lab, 'rdma-and-truncate', 'c', 'truncate'),
        not(lab.explore('rdma-and-fsync', { rules: ['b'] }).never('H7')),
        not(lab.explore('rdma-and-truncate', { rules: ['c'] }).never('H8')),
      ),
    );
  },
  tooth: {
    words: 'such pins are refused, as since 6.5',
    change: { set: { longTermPin: 'refused' } },
    becomes: 'refuted',
  },
};

/** A third way. */
export const c16b: ComputedEntry = {
  id: 'C16b',
  paraphrase: 'Otherwise fsync and truncate have to fail: there is no third way.',
  condition:
    'a third way lets fsync and truncation end without waiting for user space, without an error, and without harm; looked for in what Linux did later: refuse the pin itself',
  falsifier: 'such a way',
  ...linux.longTermRefused,
  judge: (lab) => {
    const refused = { set: { longTermPin: 'refused' } };
    const third = all(
      lab.explore('rdma-and-fsync', refused).never('H1', 'H2', 'H3', 'H7', 'deadlock'),
      lab.explore('rdma-and-truncate', refused).never('H2', 'H4', 'H8', 'deadlock'),
      lab.explore('xdp-and-fsync', refused).never('H1', 'H2', 'H3', 'H7', 'deadlock'),
    );
    const copied = lab.explore('rdma-and-fsync', { rules: ['d'] }).never('H1', 'H2', 'H3', 'H7', 'deadlock');
    const failing = lab.explore('rdma-and-fsync', { rules: ['e'] }).never('H1', 'H2a', 'H3', 'H7', 'deadlock');
    return asSaid(not(third), [
      'What fails then is the registration, with EFAULT, before anybody waits.',
      `Of fsync alone, writing a copy (d) is another: ${saying(copied)}. Failing, as the claim says, is EBUSY (e): ${saying(failing)}.`,
    ]);
  },
  tooth: {
    words: 'such pins are never refused',
    change: { set: { longTermPin: 'allowed' } },
    becomes: 'holds',
  },
};
