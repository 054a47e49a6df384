// The table behind C23 and C25: kinds of device and buggy drivers, by what truncation and punching come to.
import { textTable } from '../../plots/text-table.js';
import { switchValues } from '../../rules/proposals.js';
import type { Explored } from '../explored.js';
import { type Finding, saying } from '../finding.js';
import type { Laboratory } from '../laboratory.js';
import { truncations } from './mirrors.js';
import { atMost } from './timing.js';

const kinds = {
  odp: 'faults, keeps no page (adapter)',
  gpu: 'faults, keeps no page (GPU)',
  vm: 'faults, holds a page while it faults',
  notifier: 'is told, cannot fault',
  holding: 'faults, and keeps a reference',
  ats: 'translates (ATS), cannot fault: pins',
  pinned: 'is told nothing: pins',
} as const;

const harms = (name: string): readonly string[] =>
  name.endsWith('-dax') ? ['H4', 'H5', 'H8', 'deadlock'] : ['H4', 'H8', 'deadlock'];

function cell(explored: Explored, name: string): string {
  const marks = harms(name).flatMap((id) => {
    const { truth } = explored.never(id);
    return truth === 'yes' ? [] : [truth === 'no' ? id : `${id}?`];
  });
  const task = name.includes('punch') ? 'punch' : 'truncate';
  if (explored.neverStarved(task).truth === 'no') marks.push('starved');
  return marks.length === 0 ? 'none' : marks.join(' ');
}

/** A device that is quick to begin and slow to write, so that truncation meets it in flight. */
const slow = { deviceFault: 0.001, message: 0.01, access: 100 } as const;

/** Truncation waits for the device to let go of a translation no longer than the device’s operation takes. */
export function waitsForDevice(lab: Laboratory, device: string): Finding {
  const choices = { set: { device }, times: slow };
  const timed = { task: 'truncate', waitingFor: 'a translation in use' } as const;
  return atMost(
    'truncate waits for a translation in use',
    lab.measure('mirror-and-truncate-dax', choices, timed, 50),
    'the device’s operation takes',
    lab.measure('mirror-and-truncate-dax', choices, { task: 'device' }, 50),
  );
}

const situations = ['invalidated-idle', 'invalidated-in-dma', 'invalidated-in-fault'] as const;

/** How often truncation met the device in each situation. */
function met(lab: Laboratory): string[] {
  const lines = ['mirror-and-truncate', 'mirror-and-truncate-dax'].map((name) => {
    const explored = lab.explore(name, { set: { device: 'odp' } });
    const [idle, dma, fault] = situations.map((id) => explored.countOf(id) ?? '?');
    return `  ${name}: idle in ${idle} steps, with DMA in flight in ${dma}, with its fault in flight in ${fault}`;
  });
  return ['Each search meets the device in every situation when its invalidation begins:', ...lines];
}

/** The table, as lines. */
export function truncationMatrix(lab: Laboratory): string[] {
  const ofKinds = Object.entries(kinds).map(([device, text]) => ({ text, set: { device } }));
  const ofDrivers = switchValues.driver
    .filter((driver) => driver !== 'correct')
    .map((driver) => ({ text: `adapter, driver ${driver}`, set: { device: 'odp', driver } }));
  const rows = [...ofKinds, ...ofDrivers].map(({ set, text }) => [
    text,
    ...truncations.map((name) => cell(lab.explore(name, { set }), name)),
  ]);
  const table = textTable(['device', 'truncate', 'punch', 'truncate, DAX', 'punch, DAX'], rows);
  return [
    'What is left, Linux 4.20 without proposals:',
    ...table.split('\n').map((line) => `  ${line}`),
    '(On DAX a long-term pin is refused.)',
    ...met(lab),
    'Where truncation waits for a device that keeps no page, it waits for a translation in use, and the device ends that by itself; with accesses that take a hundred times as long, in 50 simulated runs:',
    ...['odp', 'gpu'].map((device) => `  ${device}: ${saying(waitsForDevice(lab, device))}`),
    'H8 is a wait that user space alone can end: it has no bound.',
  ];
}
