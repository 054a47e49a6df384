// C16: what treating long-term pins like short ones costs, and whether there is no third way.
import type { ComputedEntry } from '../entry.js';
import { all, not } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { timesAsLong } from './timing.js';

/** Waiting lasts as long as user space likes. */
export const c16a: ComputedEntry = {
  id: 'C16a',
  paraphrase: 'Treated like short ones, long-term pins make fsync and truncate block for long.',
  condition: 'rules (b) and (c), careful; a page registered for RDMA; measured with the region held ten times as long',
  falsifier: 'an fsync or a truncation whose wait does not grow with the time for which user space holds the pin',
  ...linux.longTermRefused,
  judge: (lab) => {
    const held = (name: string, rule: string, task: string, hold: number) =>
      lab.measure(name, { rules: [rule], times: { hold } }, { task, waitingFor: 'pin' });
    const grows = (name: string, rule: string, task: string) =>
      timesAsLong(
        `${task} waits for the pin`,
        held(name, rule, task, 1),
        'held ten times as long',
        held(name, rule, task, 10),
        5,
      );
    return asSaid(
      all(
        grows('rdma-and-fsync', 'b', 'fsync'),
        grows('rdma-and-truncate', 'c', 'truncate'),
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
    return asSaid(not(third), ['What fails then is the registration, with EFAULT, before anybody waits.']);
  },
  tooth: {
    words: 'such pins are never refused',
    change: { set: { longTermPin: 'allowed' } },
    becomes: 'holds',
  },
};
