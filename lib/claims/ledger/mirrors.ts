// What several claims ask of hardware that faults: the same scenarios, under whatever driver.

import type { Explored } from '../explored.js';
import { all, type Finding } from '../finding.js';
import type { Laboratory } from '../laboratory.js';

type Set = Readonly<Record<string, string>>;

/** Devices that take page faults and keep no page: an adapter, a GPU; and a virtual machine, which holds a page while it faults. */
export const faulting = ['odp', 'gpu', 'vm'] as const;

/** On the page cache a reference for the time of a fault changes nothing: two kinds stand for all. */
const onPageCache = ['odp', 'gpu'] as const;

/** Truncation and hole punching beside a device, in the page cache and on DAX. */
export const truncations = [
  'mirror-and-truncate',
  'mirror-and-punch',
  'mirror-and-truncate-dax',
  'mirror-and-punch-dax',
] as const;

const kindsFor = (name: string): readonly string[] => (name.endsWith('-dax') ? faulting : onPageCache);

/** Something of each scenario with each kind of faulting device. */
export const withFaulting = (
  lab: Laboratory,
  names: readonly string[],
  ask: (explored: Explored, name: string) => Finding,
  set: Set = {},
): Finding =>
  all(
    ...names.flatMap((name) =>
      kindsFor(name).map((device) => ask(lab.explore(name, { set: { device, ...set } }), name)),
    ),
  );

/** A CPU thread in the device’s place. */
export const cpuIn = (lab: Laboratory, name: string): Explored => lab.explore(name, { set: { device: 'cpu' } });
