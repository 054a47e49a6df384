// C25: the thread's last disagreement, from Jerome Glisse's side; C23 is Dave Chinner's.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { truncations, withFaulting } from './mirrors.js';
import { waitsForDevice } from './truncation-matrix.js';

export const c25: ComputedEntry = {
  id: 'C25',
  condition:
    'as C23, for devices that fault and keep no page once a fault is over, with drivers that return from the callback when the device has let go; no lease, no proposal, and on DAX also without the wait for references. Harm and hostages decide, as in C23; that an operation may be put off is told apart. Measured: how long truncation waits for the callback',
  falsifier:
    'a device that reaches what is no longer the file’s after the callback returned (H4, H5); truncation that waits for user space, or for ever',
  ...linux.mirrors,
  judge: (lab) => {
    const asked = (name: string): string[] => ['H4', ...(name.endsWith('-dax') ? ['H5'] : []), 'H8', 'deadlock'];
    const dax = truncations.filter((name) => name.endsWith('-dax'));
    const vm = lab.explore('mirror-and-punch-dax', { set: { device: 'vm' } });
    const unawaited = lab.explore('mirror-and-punch-dax', { set: { device: 'vm', daxWaitsForPins: 'off' } });
    return asSaid(
      all(
        withFaulting(lab, truncations, (each, name) => each.never(...asked(name))),
        withFaulting(lab, dax, (each, name) => each.never(...asked(name)), { daxWaitsForPins: 'off' }),
        waitsForDevice(lab, 'odp'),
      ),
      [
        'C23 shows the table: all kinds of device, and each breach of the driver’s contract.',
        `A virtual machine, which holds a page for as long as it faults: ${saying(vm.neverStarved('punch'))}; without that wait ${saying(unawaited.neverStarved('punch'))}.`,
      ],
    );
  },
  tooth: {
    words: 'the driver waits in its callback for the operation of its device, not for the translation',
    change: { set: { driver: 'waits-for-operation' } },
    becomes: 'refuted',
  },
};
