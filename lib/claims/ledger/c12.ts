// C12: whether truncation comes to the same end, only later.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { asWorded } from './short-pins.js';

const places = [
  ['direct-read-and-truncate', 1],
  ['direct-read-and-truncate', 2],
  ['direct-read-and-punch', 1],
  ['direct-read-and-punch', 2],
] as const;

/** Nothing to be seen at the end that could not be seen without rule (c), and an end. */
const same = (lab: Laboratory, set: Readonly<Record<string, string>>) =>
  all(
    ...places.flatMap(([name, pages]) => {
      const waiting = lab.explore(name, { rules: ['c'], set, pages });
      return [waiting.showsNothingBeyond(lab.explore(name, { pages })), waiting.never('deadlock', 'H8')];
    }),
  );

export const c12: ComputedEntry = {
  id: 'C12',
  condition:
    'rule (c) against Linux 4.20, by what an outsider can see at the end (size, blocks, content now and after a crash) and by whether it ends; truncation and hole punching, one page and two. The waits here cannot be interrupted, so that EINTR, which FS-DAX may return, cannot come up',
  falsifier: 'an outcome that was not possible before; a deadlock; an operation put off for ever',
  in2018: linux.truncatesPinned.in2018,
  today: {
    says: 'FS-DAX waits, interruptibly and without a time limit, and drops its lock while it sleeps',
    source: 'read in 6.12.117, fs/xfs/xfs_inode.c, xfs_break_dax_layouts; commit d6dc57e251a4 (4.18)',
  },
  judge: (lab) => {
    const truncation = lab.explore('direct-reads-and-truncate', { rules: ['c'] }).neverStarved('truncate');
    const punching = lab.explore('direct-reads-and-punch', { rules: ['c'] }).neverStarved('punch');
    return dependingOn(
      'it drops the lock that page faults need while it waits, and, of hole punching, no program pins the page again and again',
      { under: all(same(lab, {}), truncation), otherwise: all(same(lab, asWorded), punching) },
      [`Each part of the condition: ${saying(same(lab, asWorded))}; ${saying(punching)}.`],
    );
  },
  tooth: {
    words: 'truncation waits with its locks held',
    change: { set: { truncateWaitsForPins: 'as-worded' } },
    becomes: 'refuted',
  },
};
