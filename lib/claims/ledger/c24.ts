// C24: a page of persistent memory whose space has been freed.
import type { ComputedEntry } from '../entry.js';
import { all, not, saying } from '../finding.js';
import { asSaid } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';

const names = ['direct-read-and-truncate-dax', 'direct-read-and-punch-dax', 'vmsplice-and-truncate-dax'];

const foreign = (lab: Laboratory, waits: 'off' | 'careful', id: string) =>
  names.map((name) => lab.explore(name, { set: { daxWaitsForPins: waits } }).never(id));

/** The holder’s process has unmapped the file before it is truncated. */
const unmapped = (lab: Laboratory, daxBusyPages: 'while-mapped' | 'always') =>
  lab.explore('vmsplice-munmap-and-truncate-dax', { set: { daxBusyPages } }).never('H5');

export const c24: ComputedEntry = {
  id: 'C24',
  condition:
    'a file on DAX that is truncated or punched while a direct read or a pipe refers to its page, and another file that gets the free block; with and without the wait for references',
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
    ]),
  tooth: { words: 'nobody waits', change: { set: { daxWaitsForPins: 'off' } }, becomes: 'refuted' },
};
