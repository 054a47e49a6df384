// C22: fsync beside hardware that faults.
import type { ComputedEntry } from '../entry.js';
import { saying } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { withFaulting } from './mirrors.js';

const asked = ['H2a', 'H2b', 'H7', 'deadlock'] as const;

export const c22: ComputedEntry = {
  id: 'C22',
  condition:
    'a device that writes a page twice and a task that calls fsync twice, or background writeback between the writes and the device’s own fsync; nothing is revoked, nobody waits for pins',
  falsifier:
    'fsync returned 0 and a write of the device complete before its call is lost; or fsync waits for user space, or for ever',
  ...linux.mirrors,
  judge: (lab) => {
    const pinned = lab.explore('mirror-and-fsync', { set: { device: 'pinned' } }).never(...asked);
    return asSaid(
      withFaulting(lab, ['mirror-and-fsync', 'mirror-and-flusher'], (each) => each.never(...asked)),
      [`A device that pins instead: ${saying(pinned)}.`],
    );
  },
  tooth: {
    words: 'the driver installs a translation without asking whether it was invalidated meanwhile',
    change: { set: { driver: 'skips-retry' } },
    becomes: 'refuted',
  },
};
