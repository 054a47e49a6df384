// C28: whether the device's page table ever gives more than the CPU's.
import type { ComputedEntry } from '../entry.js';
import { all } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { withFaulting } from './mirrors.js';

const names = ['mirror-and-truncate', 'mirror-and-punch', 'mirror-and-munmap', 'mirror-and-flusher'];
export const c28: ComputedEntry = {
  id: 'C28',
  condition:
    'between the end of one invalidation and the begin of the next: no translation that the device could write by, or is writing by, where the CPU’s entry is gone, maps another page, or is write-protected; truncation, punching, munmap, writeback',
  falsifier: 'a moment at which the device could write what a CPU could not without a fault',
  ...linux.mirrors,
  judge: (lab) => asSaid(all(withFaulting(lab, names, (each) => each.unseen('beyond-the-cpu')))),
  tooth: {
    words: 'the driver installs a translation without asking whether it was invalidated meanwhile',
    change: { set: { driver: 'skips-retry' } },
    becomes: 'refuted',
  },
};
