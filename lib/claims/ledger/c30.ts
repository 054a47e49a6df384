// C30: the converse of C22, and implied there. Without faults, does fsync need to take the pin back?
import type { ComputedEntry } from '../entry.js';
import { all, any, not } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { everyRule } from './short-pins.js';
import { waitGrows } from './timing.js';

/** fsync promises too much, or waits for user space. */
const wants = (lab: Laboratory, rules: readonly string[], set: Readonly<Record<string, string>>) =>
  not(lab.explore('rdma-and-fsync', { rules, set }).never('H2a', 'H7'));

const ruleSets = [[], ['a'], ['b'], ['b2'], ['c'], everyRule];

export const c30: ComputedEntry = {
  id: 'C30',
  condition:
    'a page registered for RDMA; each rule of the thread alone, none, and all. fsync needs revocation where it otherwise breaks its promise (H2a) or is held hostage (H7); measured: how that wait grows with the time for which user space holds the page. An fsync that answers EBUSY (e) has not done what it was called for, and is no answer to this',
  falsifier: 'a rule set under which fsync keeps its promise and ends, with nothing revoked',
  ...linux.longTermRefused,
  judge: (lab) =>
    dependingOn(
      'the pin is granted at all, and writeback writes the page itself; a refusal, or a copy (bounce), leaves nothing to revoke',
      {
        under: all(
          ...ruleSets.map((rules) => wants(lab, rules, { longTermPin: 'allowed' })),
          waitGrows(lab, 'rdma-and-fsync', 'b', 'fsync'),
        ),
        otherwise: any(wants(lab, [], { longTermPin: 'refused' }), wants(lab, ['d'], { longTermPin: 'allowed' })),
      },
    ),
  tooth: {
    words: 'such pins are refused, as since 6.5',
    change: { set: { longTermPin: 'refused' } },
    becomes: 'refuted',
  },
};
