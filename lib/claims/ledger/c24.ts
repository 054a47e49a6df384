// C24: a page of persistent memory whose space has been freed.
import type { ComputedEntry } from '../entry.js';
import { all, not, saying } from '../finding.js';
import { asSaid } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { atMost, removalsWaitAsLongAsRead } from './timing.js';

const names = ['direct-read-and-truncate-dax', 'direct-read-and-punch-dax', 'vmsplice-and-truncate-dax'];

const foreign = (lab: Laboratory, waits: 'off' | 'careful', id: string) =>
  names.map((name) => lab.explore(name, { set: { daxWaitsForPins: waits } }).never(id));

const wait = { task: 'truncate', waitingFor: 'pin' } as const;

/** The wait is as long as a direct read, or as long as user space likes. */
const waits = (lab: Laboratory): string => {
  const pipe = lab.measure('vmsplice-and-truncate-dax', {}, wait);
  const read = lab.measure('direct-read-and-truncate-dax', {}, wait);
  const longer = atMost(
    'truncate waits for a direct read',
    read,
    'for a pipe, which somebody reads when he likes',
    pipe,
  );
  return saying(all(removalsWaitAsLongAsRead(lab, {}, '-dax'), longer));
};

/** The holder’s process has unmapped the file before it is truncated. */
const unmapped = (lab: Laboratory, daxBusyPages: 'while-mapped' | 'always') =>
  lab.explore('vmsplice-munmap-and-truncate-dax', { set: { daxBusyPages } }).never('H5');

export const c24: ComputedEntry = {
  id: 'C24',
  condition:
    'a file on DAX that is truncated or punched while a direct read or a pipe refers to its page, and another file that gets the free block; with and without the wait for references. Measured: how long that is',
  falsifier: 'no access to another file’s block although nobody waits, or one although everybody does',
  in2018: {
    says: 'FS-DAX waited until nobody referred to its pages, without a time limit',
    source: 'commit d6dc57e251a4 (4.18, xfs); ext4 from 4.19 on (from memory)',
  },
  today: {
    says: 'the same; since 6.15 by one function for all filesystems, with a reference count of 0 when idle',
    source: 'commits d5b3afea22a5, bde708f1a65d; read in 6.12.117, fs/dax.c, dax_layout_busy_page',
  },
  judge: (lab) =>
    asSaid(all(...foreign(lab, 'off', 'H5b').map(not), ...foreign(lab, 'careful', 'H5')), [
      `The wait of Linux up to 6.14 looks for holders only while something maps the file: ${saying(unmapped(lab, 'while-mapped'))}; where it always looks, ${saying(unmapped(lab, 'always'))}.`,
      `The wait has the bound of whoever holds the page: ${waits(lab)}.`,
    ]),
  tooth: { words: 'nobody waits', change: { set: { daxWaitsForPins: 'off' } }, becomes: 'refuted' },
};
