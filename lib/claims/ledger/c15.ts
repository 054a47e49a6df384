// C15: the definition of a long-term pin.
import type { ToldEntry } from '../entry.js';
import { linux } from './linux.js';

export const c15: ToldEntry = {
  id: 'C15',
  condition:
    'a definition, quoted from a comment in mm/gup.c, which came with commit 2bb6d2837083 (Dan Williams, 4.15)',
  falsifier:
    'nothing: a definition is used or not. An iov_iter user whose lifetime user space controls would not fit it',
  ...linux.transientPins,
  told: [
    'A definition: it sorts pins by who ends them, not by how long they last. The machine uses it so: every waiting step has an owner.',
    'Its second half is a claim, and does not hold of every caller. FUSE direct I/O, not in the machine, ends when a process answers. vmsplice is an iov_iter user, and user space decides when its pipe is read: by its own test it is long-term (npx pinlab explore vmsplice-and-truncate --rules c --set pinTest=refcount).',
  ],
};
