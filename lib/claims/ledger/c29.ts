// C29: munmap, for a mirror and for a pin.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';

export const c29: ComputedEntry = {
  id: 'C29',
  condition:
    'a process unmaps a file while its device writes it, then calls fsync; every kind of device that is told, the one that cannot fault too',
  falsifier: 'H9: a write of the device by an unmapped address that lands after munmap returned',
  ...linux.mirrors,
  judge: (lab) => {
    const told = ['odp', 'gpu', 'notifier', 'holding'];
    const pinned = lab.explore('mirror-and-munmap', { set: { device: 'pinned' } });
    return asSaid(all(...told.map((device) => lab.explore('mirror-and-munmap', { set: { device } }).never('H9'))), [
      `A pin outlives its mapping, which is documented: ${saying(pinned.unseen('outlives-vma'))}.`,
    ]);
  },
  tooth: {
    words: 'the driver returns from the callback before the device has stopped',
    change: { set: { driver: 'returns-early' } },
    becomes: 'refuted',
  },
};
