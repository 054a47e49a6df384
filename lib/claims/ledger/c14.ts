// C14: waiting for pins that user space may keep.
import type { ComputedEntry } from '../entry.js';
import { all, not } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { waitGrows } from './timing.js';

export const c14: ComputedEntry = {
  id: 'C14',
  condition:
    'rules (b) and (c), careful; a page registered for RDMA or AF_XDP, let go of when its owner likes; decided: who can end the wait; measured: how long it lasts when RDMA’s is held ten times as long',
  falsifier: 'fsync and truncation that always end by steps of the kernel and of devices alone',
  ...linux.longTermRefused,
  judge: (lab) =>
    asSaid(
      all(
        waitGrows(lab, 'rdma-and-fsync', 'b', 'fsync'),
        waitGrows(lab, 'rdma-and-truncate', 'c', 'truncate'),
        not(lab.explore('rdma-and-fsync', { rules: ['b'] }).never('H7')),
        not(lab.explore('xdp-and-fsync', { rules: ['b'] }).never('H7')),
        not(lab.explore('rdma-and-truncate', { rules: ['c'] }).never('H8')),
      ),
    ),
  tooth: {
    words: 'such pins are refused, as since 6.5',
    change: { set: { longTermPin: 'refused' } },
    becomes: 'refuted',
  },
};
