// C16: what treating long-term pins like short ones costs: waiting, or failing.
import type { ComputedEntry } from '../entry.js';
import { all, not, saying } from '../finding.js';
import { asSaid, dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
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

const idle = { set: { holder: 'idle' } };

/** With a pin that nobody lets go of: the operation waits for nobody, and is answered EBUSY. */
const fails = (lab: Laboratory) => {
  const fsync = lab.explore('fsync-beside-an-idle-pin', { rules: ['e'] });
  const truncation = lab.explore('truncate-beside-a-pin', { rules: ['f'], ...idle });
  return all(
    fsync.never('H7', 'deadlock'),
    not(fsync.never('refused')),
    truncation.never('H8'),
    not(truncation.never('refused')),
  );
};

/** Without waiting and without failing, fsync promises too much, and truncation takes the page away. */
const harms = (lab: Laboratory, rules: readonly string[]) =>
  lab.explore('rdma-and-fsync', { rules }).never('H1', 'H2', 'H3', 'H7', 'deadlock');

/** Failing. */
export const c16b: ComputedEntry = {
  id: 'C16b',
  paraphrase: 'Where they do not block, fsync and truncate have to be failed, with something like EBUSY.',
  condition:
    'pins are treated alike, and the operation may not wait: fsync answers EBUSY where a page is pinned (e), truncation too (f). Failing is needed where the operation otherwise does harm: fsync by losing data (H2), truncation by taking the page from under the device. Writing a copy of a pinned page (d) treats both kinds of pin alike, too',
  falsifier:
    'EBUSY that does not keep the operation from waiting, or an fsync or truncation that does neither, and no harm',
  ...linux.longTermRefused,
  judge: (lab) => {
    const refused = { set: { longTermPin: 'refused' } };
    const failing = lab.explore('rdma-and-fsync', { rules: ['e'] }).never('H1', 'H2a', 'H3', 'H7', 'deadlock');
    const nothing = all(
      lab.explore('rdma-and-fsync', refused).never('H1', 'H2', 'H3', 'H7', 'deadlock'),
      lab.explore('rdma-and-truncate', refused).never('H2', 'H4', 'H8', 'deadlock'),
    );
    return dependingOn(
      'writeback writes no copy of a pinned page (d), which spares fsync both, and the orphan page that truncation leaves, which Linux accepts, counts as harm',
      {
        under: all(fails(lab), not(harms(lab, [])), not(lab.explore('rdma-and-truncate').unseen('removed-under-pin'))),
        otherwise: all(not(harms(lab, ['d'])), not(lab.explore('rdma-and-truncate').never('H2', 'H8', 'deadlock'))),
      },
      [
        `Refusing the pin, which treats the two apart: ${saying(nothing)}. What fails then is the registration, with EFAULT, before anybody waits.`,
        `Failing, beside RDMA: ${saying(failing)}.`,
      ],
    );
  },
  tooth: {
    words: 'nobody ever answers EBUSY',
    change: { set: { pinnedSync: 'cleaned', pinnedTruncate: 'removed' } },
    becomes: 'refuted',
  },
};
