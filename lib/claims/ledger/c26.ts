// C26: what the next access of such a device comes to.

import { timeText } from '../../plots/units.js';
import type { ComputedEntry } from '../entry.js';
import { asSaid } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { cpuIn, truncations, withFaulting } from './mirrors.js';

/** How long the accesses take, by who makes them: the median of several runs. */
function times(lab: Laboratory): string {
  const rows = [
    ['a CPU thread', 'cpu', 'cpu'],
    ['a GPU', 'gpu', 'device'],
    ['an adapter', 'odp', 'device'],
  ] as const;
  return rows
    .map(([who, device, task]) => {
      const measured = lab.measure('mirror-and-munmap', { set: { device } }, { task });
      return `${who} ${measured === null ? 'not measured' : timeText(measured.medianNs)}`;
    })
    .join(', ');
}

export const c26: ComputedEntry = {
  id: 'C26',
  condition:
    'by what an outsider can see at the end: how the access ended (an error of the device is told as the signal a CPU gets), size, blocks, content now and after a crash; a device that faults against a CPU thread that makes the same accesses, beside truncation, punching and munmap',
  falsifier: 'an outcome with the device that is not possible with a CPU thread in its place',
  ...linux.mirrors,
  judge: (lab) =>
    asSaid(
      withFaulting(lab, [...truncations, 'mirror-and-munmap'], (each, name) =>
        each.showsNothingBeyond(cpuIn(lab, name)),
      ),
      [
        `Not alike: the time. The access of mirror-and-munmap, with its fault, takes ${times(lab)} (simulated; costs in lib/devices/mirror-costs.ts).`,
      ],
    ),
  tooth: {
    words: 'the driver returns from the callback before the device has stopped',
    change: { set: { driver: 'returns-early' } },
    becomes: 'refuted',
  },
};
