// C5: a direct read ends by itself, a registration when user space says so.
import { assumedCosts } from '../../scenarios/sensitivity.js';
import type { ComputedEntry } from '../entry.js';
import { all, type Finding, not, saying } from '../finding.js';
import { asSaid } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { atMost, timesAsLong } from './timing.js';

const rules = ['b'];
const wait = { task: 'fsync', waitingFor: 'pin' } as const;

/** fsync never waits longer for the pin of a direct read than the read lasts. */
const bounded = (lab: Laboratory, times: Readonly<Record<string, number>> = {}, runs?: number) =>
  atMost(
    'fsync waits for the pin of a direct read',
    lab.measure('direct-read-and-fsync', { rules, times }, wait, runs),
    'the read takes',
    lab.measure('direct-read-and-fsync', { rules, times }, { task: 'read' }, runs),
  );

export const c05: ComputedEntry = {
  id: 'C5',
  condition:
    'rule (b) on in both cases; measured: how long fsync waits for the pin, on a simulated NVMe drive; decided: whether user space alone can end the wait. The drive answers, or the kernel gives it up; a direct read that a process has to answer (FUSE, a block device served from user space) or a network, for as long as it likes, is not in the machine',
  falsifier: 'an fsync that waits longer for a direct read’s pin than the read lasts, or is its hostage',
  in2018: {
    says: 'nobody waited for either; only FS-DAX did',
    source: 'read in 6.12.117, fs/dax.c; 4.20 assumed alike',
  },
  today: linux.transientPins.today,
  judge: (lab) => {
    const held = (hold: number) => lab.measure('rdma-and-fsync', { rules, times: { hold } }, wait);
    const varied = assumedCosts().flatMap((cost) => [0.1, 10].map((factor) => bounded(lab, { [cost]: factor }, 3)));
    return asSaid(
      all(
        bounded(lab),
        lab.explore('direct-read-and-fsync', { rules }).never('H7', 'deadlock'),
        timesAsLong('fsync waits for RDMA', held(1), 'held ten times as long', held(10), 5),
        not(lab.explore('rdma-and-fsync', { rules }).never('H7')),
      ),
      [`With one assumed cost at a tenth or at ten times, ${varied.length} machines: ${worstOf(varied)}.`],
    );
  },
  tooth: {
    words: 'user space gets no long-term pin of a file, as since 6.5',
    change: { set: { longTermPin: 'refused' } },
    becomes: 'refuted',
  },
};

function worstOf(varied: readonly Finding[]): string {
  const worse = varied.find(({ truth }) => truth !== 'yes');
  return worse === undefined ? 'the wait is never longer than the read' : saying(worse);
}
