// C17: leases that can be taken back, by how the holder answers and what comes of one that does not.
import { textTable } from '../../plots/text-table.js';
import { switchValues } from '../../rules/proposals.js';
import type { ComputedEntry } from '../entry.js';
import type { Explored } from '../explored.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { atMost, timesAsLong } from './timing.js';

const holders = ['prompt', 'late', 'never', 'keeps-the-pin', 'passed-on'] as const;
const places = ['off', 'on'] as const;

/** A lease and an operation that breaks it, and one that does not. */
const covering = { lease: 'layout' } as const;
const notCovering = { lease: 'F_SETLEASE', operation: 'punch' } as const;
type Lease = typeof covering | typeof notCovering;

const explored = (
  lab: Laboratory,
  holder: string,
  leaseTimeout: string,
  dax: string,
  lease: Lease = covering,
): Explored => lab.explore('lease-and-truncate', { set: { holder, leaseTimeout, dax, ...lease } });

/** Truncation ends without user space, and the device reaches nothing that is no longer the file’s. */
const solved = (lab: Laboratory, someHolders: readonly string[], timeouts: readonly string[]) =>
  all(
    ...someHolders.flatMap((holder) =>
      timeouts.flatMap((timeout) => places.map((dax) => explored(lab, holder, timeout, dax).never(...asked(dax)))),
    ),
  );

const asked = (dax: string): string[] => ['H4', ...(dax === 'on' ? ['H5'] : []), 'H8', 'deadlock'];

function cell(each: Explored, dax: string): string {
  const ids = [...asked(dax), 'punished', 'dma-after-force', 'dma-after-return'];
  const marks = ids.filter((id) => each.never(id).truth !== 'yes');
  return marks.length === 0 ? 'none' : marks.join(' ');
}

/** Holders by consequences: on the page cache, and on DAX. */
function table(lab: Laboratory, lease: Lease): string[] {
  const about =
    lease === covering ? 'a layout lease, which truncation breaks' : 'F_SETLEASE, which a punch does not break';
  const timeouts = switchValues.leaseTimeout;
  return places.flatMap((dax) => {
    const rows = holders.map((holder) => [
      holder,
      ...timeouts.map((timeout) => cell(explored(lab, holder, timeout, dax, lease), dax)),
    ]);
    const lines = textTable(['holder', ...timeouts.map((timeout) => `overdue: ${timeout}`)], rows).split('\n');
    return [`${dax === 'on' ? 'On DAX' : 'On the page cache'}, ${about}:`, ...lines.map((line) => `  ${line}`)];
  });
}

/** How long truncation takes beside a holder. */
const takes = (lab: Laboratory, holder: string, leaseTimeout: string, dax: string, waitingFor?: string) =>
  lab.measure(
    'lease-and-truncate',
    { set: { holder, leaseTimeout, dax, lease: 'layout' } },
    { task: 'truncate', ...(waitingFor !== undefined && { waitingFor }) },
  );

/** A prompt holder keeps truncation waiting for less time than a silent one, whose time has a limit. */
const inTime = (lab: Laboratory) =>
  atMost(
    'truncation takes',
    takes(lab, 'prompt', 'remove', 'on'),
    'with a holder that never answers, and is fenced when its 45 s are up',
    takes(lab, 'never', 'fence', 'on'),
  );

/** On DAX, where the lease alone is removed, the wait goes on for as long as the holder keeps its page. */
const withoutBound = (lab: Laboratory) =>
  timesAsLong(
    'once the lease of a holder that lets go after 60 s is removed, truncation on DAX waits for the pin another',
    takes(lab, 'late', 'remove', 'on', 'pin'),
    'of one that lets go after 120 s, another',
    takes(lab, 'never', 'remove', 'on', 'pin'),
    4,
  );

const kinds = ['layout', 'F_SETLEASE', 'delegation'] as const;

/** A prompt holder, whose lease one of these operations breaks or does not: it covers it or does not. */
const operationsOn = (lab: Laboratory, lease: string): readonly (readonly [Explored, readonly string[]])[] => [
  ...['truncate', 'ftruncate', 'punch'].map(
    (operation) =>
      [lab.explore('lease-and-truncate', { set: { holder: 'prompt', lease, operation } }), asked('off')] as const,
  ),
  [lab.explore('lease-and-reflink', { set: { holder: 'prompt', lease } }), ['H2', 'H6', 'H8', 'deadlock']],
];

/** Kinds of lease by operations, where the holder is prompt. */
function coverage(lab: Laboratory): string[] {
  const rows = kinds.map((lease) => [
    lease,
    ...operationsOn(lab, lease).map(([each, ids]) => {
      const marks = ids.filter((id) => each.never(id).truth !== 'yes');
      return marks.length === 0 ? 'none' : marks.join(' ');
    }),
  ]);
  const lines = textTable(['lease', 'truncate(2)', 'ftruncate(2)', 'punch', 'reflink'], rows).split('\n');
  return ['A prompt holder on the page cache, by what its lease covers:', ...lines.map((line) => `  ${line}`)];
}

/** A prompt holder with this lease has nothing to fear from any of the operations, nor they from it. */
const covered = (lab: Laboratory, lease: string) =>
  all(...operationsOn(lab, lease).map(([each, ids]) => each.never(...ids)));

export const c17: ComputedEntry = {
  id: 'C17',
  condition:
    'a layout lease that a long-term pin takes, with a limit on the time to give it back; a holder that is prompt, late, never answers, or gives the lease back and keeps its pin, or has passed its descriptor on; an overdue lease is removed, its holder killed, or its device fenced; truncation on the page cache and on DAX. Solved: truncation ends by steps of the kernel and of devices, and no device reaches what is no longer the file’s. Measured: how long truncation takes',
  falsifier: 'truncation that waits for user space (H8), or a device that goes on writing what was truncated (H4, H5)',
  in2018: {
    says: 'no lease covers a pin; a lease that is overdue after 45 s is removed, and whatever was pinned stays pinned',
    source: 'read in 6.12.117, fs/locks.c, time_out_leases; 4.20 assumed alike',
  },
  today: {
    says: 'the same: leases for long-term pins were proposed and not merged; the pin itself is refused',
    source: 'RDMA/FS DAX truncate proposal, June and August 2019; read in 6.12.117, mm/gup.c',
  },
  judge: (lab) =>
    dependingOn(
      'every operation that takes or shares blocks breaks it (a layout lease does that), and the holder takes its device off before it gives the lease back, or, when its time is up, its device is fenced, or it is killed and has passed no descriptor on; removing the lease leaves pin and device as they are',
      {
        under: all(
          solved(lab, ['prompt'], ['remove']),
          solved(lab, ['late', 'never'], ['kill-holder', 'fence']),
          covered(lab, 'layout'),
          inTime(lab),
        ),
        otherwise: all(
          solved(lab, ['late', 'never', 'keeps-the-pin'], ['remove']),
          solved(lab, ['passed-on'], ['kill-holder']),
          ...['F_SETLEASE', 'delegation'].map((lease) => covered(lab, lease)),
        ),
      },
      [
        ...table(lab, covering),
        ...table(lab, notCovering),
        ...coverage(lab),
        `H8 is a wait without a bound: ${saying(withoutBound(lab))}.`,
      ],
    ),
  tooth: {
    words: 'an overdue lease is removed, and nothing else',
    change: { set: { leaseTimeout: 'remove' } },
    becomes: 'refuted',
  },
};
