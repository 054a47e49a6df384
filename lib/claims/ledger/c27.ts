// C27: whether everything that filesystems expect holds beside a mirror.
import type { ComputedEntry } from '../entry.js';
import { all } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { cpuIn, truncations, withFaulting } from './mirrors.js';

const others = ['fsync', 'reflink', 'reflink-dax', 'munmap', 'mprotect', 'exit'].map(
  (operation) => `mirror-and-${operation}`,
);
const everywhere = [...truncations, ...others];
const asked = ['H1', 'H2', 'H3', 'H4', 'H6', 'H7', 'H8', 'deadlock'];

export const c27: ComputedEntry = {
  id: 'C27',
  condition:
    'no harm, and no outcome that a CPU thread in the device’s place could not bring about: beside fsync, truncation, punching, reflink, munmap, mprotect and exit, page cache and DAX; drivers that keep their contract',
  falsifier: 'a harm, or an outcome that is new',
  ...linux.mirrors,
  judge: (lab) =>
    asSaid(
      all(
        withFaulting(lab, everywhere, (each, name) => each.never(...asked, ...(name.endsWith('-dax') ? ['H5'] : []))),
        withFaulting(lab, everywhere, (each, name) => each.showsNothingBeyond(cpuIn(lab, name))),
      ),
    ),
  tooth: {
    words: 'the driver does nothing when an entry is write-protected',
    change: { set: { driver: 'ignores-protection' } },
    becomes: 'refuted',
  },
};
