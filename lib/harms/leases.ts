// What becomes of leases: no harms by themselves, but what the argument over them turns on.
import type { Machine } from '../devices/machine.js';
import type { Detector } from '../engine/index.js';

/** What is looked for beside the harms where files are leased. */
export const leaseDetectors: readonly Detector<Machine>[] = [
  {
    id: 'punished',
    name: 'a holder was punished: its lease was taken away, its device fenced, or itself killed',
    found: (k) => k.leases.some((lease) => lease.lost === 'by force' || lease.overdue !== 'no'),
  },
  {
    id: 'dma-after-force',
    name: 'a device wrote after its lease had been taken away',
    found: (k) => k.leases.some((lease) => lease.writtenAfter === 'by force'),
  },
  {
    id: 'dma-after-return',
    name: 'a device wrote after its holder had given the lease back',
    found: (k) => k.leases.some((lease) => lease.writtenAfter === 'given back'),
  },
];
