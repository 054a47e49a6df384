// C12: whether truncation comes to the same end, only later; on DAX, which waits for pins by itself, also
// where a signal may end the wait.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { asWorded } from './short-pins.js';
import { removalsWaitAsLongAsRead } from './timing.js';

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

const onDax = [
  ['direct-read-and-truncate-dax', 1],
  ['direct-read-and-truncate-dax', 2],
  ['direct-read-and-punch-dax', 2],
] as const;

/** The same of FS-DAX, against an FS-DAX that would not wait. */
const sameOnDax = (lab: Laboratory, set: Readonly<Record<string, string>>) =>
  all(
    ...onDax.flatMap(([name, pages]) => {
      const waiting = lab.explore(name, { set: { daxWaitsForPins: 'careful', ...set }, pages });
      const other = lab.explore(name, { set: { daxWaitsForPins: 'off' }, pages });
      return [waiting.showsNothingBeyond(other), waiting.never('deadlock', 'H8')];
    }),
  );

/** A program that pins the page again and again does not put truncation off: the size is set before the wait. */
const endsAtLast = (lab: Laboratory) =>
  all(
    ...['before-lock', 'under-lock'].map((truncateSetsSize) =>
      lab.explore('direct-reads-and-truncate', { rules: ['c'], set: { truncateSetsSize } }).neverStarved('truncate'),
    ),
    lab.explore('direct-reads-and-truncate', { set: { dax: 'on' } }).neverStarved('truncate'),
  );

/** The same where the file keeps its size while who waits for pins waits. */
const endsAtItsSize = (lab: Laboratory) => ({
  hole: all(
    lab.explore('direct-reads-and-punch', { rules: ['c'] }).neverStarved('punch'),
    lab.explore('direct-reads-and-punch', { set: { dax: 'on' } }).neverStarved('punch'),
  ),
  truncationOnDax: all(
    lab
      .explore('direct-reads-and-truncate', { set: { dax: 'on', truncateSetsSize: 'under-lock' } })
      .neverStarved('truncate'),
    lab.explore('direct-reads-and-truncate', { set: { dax: 'on', filesystem: 'xfs' } }).neverStarved('truncate'),
  ),
});

/** A signal may end the wait: EINTR. */
const withSignals = { signals: 'on' };

export const c12: ComputedEntry = {
  id: 'C12',
  condition:
    'rule (c) against Linux 4.20, by what an outsider can see at the end (size, blocks, content now and after a crash) and by whether it ends; truncation and hole punching, one page and two. On the page cache the wait cannot be interrupted; FS-DAX, which has had it since 4.18, against an FS-DAX that does not wait, without signals and with one that may end the wait (EINTR). Put off: by a program that reads into the page again and again; on DAX, with i_size set before the wait (ext4 up to 5.2) and after it (xfs, and ext4 from 5.3 on). Measured: how much later it ends',
  falsifier: 'an outcome that was not possible before, as after EINTR; a deadlock; an operation put off for ever',
  in2018: linux.truncatesPinned.in2018,
  today: {
    says: 'FS-DAX waits, interruptibly and without a time limit, and drops its lock while it sleeps',
    source: 'read in 6.12.117, fs/xfs/xfs_inode.c, xfs_break_dax_layouts; commit d6dc57e251a4 (4.18)',
  },
  judge: (lab) => {
    const { hole, truncationOnDax } = endsAtItsSize(lab);
    return dependingOn(
      'it drops the lock that page faults need while it waits, no signal ends the wait, and no program pins the page again and again while the file keeps its size: when a hole is punched, and on DAX when truncation sets the size after the wait (xfs, and ext4 from 5.3 on)',
      {
        under: all(
          same(lab, {}),
          sameOnDax(lab, {}),
          endsAtLast(lab),
          removalsWaitAsLongAsRead(lab, { rules: ['c'] }),
          removalsWaitAsLongAsRead(lab, {}, '-dax'),
        ),
        otherwise: all(same(lab, asWorded), sameOnDax(lab, withSignals), hole, truncationOnDax),
      },
      [
        'Each part of the condition:',
        `  locks held: ${saying(same(lab, asWorded))}`,
        `  signals, on DAX: ${saying(sameOnDax(lab, withSignals))}`,
        `  pins without end, punching: ${saying(hole)}`,
        `  pins without end, truncation, the size set after the wait: ${saying(truncationOnDax)}`,
        `  pins without end, truncation, the size set before it: ${saying(endsAtLast(lab))}`,
      ],
    );
  },
  tooth: {
    words: 'truncation waits with its locks held',
    change: { set: { truncateWaitsForPins: 'as-worded' } },
    becomes: 'refuted',
  },
};
