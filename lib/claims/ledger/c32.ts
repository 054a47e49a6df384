// C32: when the fault comes.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';

const truncated = (lab: Laboratory, pages: number) =>
  lab.explore('mirror-and-truncate', { set: { device: 'odp' }, pages }).unseen('fault-in-mid-message');

const synced = (lab: Laboratory, device: string) =>
  lab.explore('mirror-and-fsync', { set: { device } }).unseen('fault-in-mid-message');

export const c32: ComputedEntry = {
  id: 'C32',
  condition:
    'messages of one page beside fsync and truncation, translated at once (adapter) or for each access (GPU), and one message of two pages. Part of the message has landed when the next translation is faulted in',
  falsifier: 'a fault of the device after the first byte of its message has landed',
  in2018: {
    says: 'an adapter translates as it goes: a fault may come in mid-message, and the sender is told to retry',
    source: 'ASPLOS’17, page fault support for network controllers (from memory)',
  },
  today: {
    says: 'the same',
    source: 'assumed; drivers/infiniband/hw/mlx5/odp.c handles faults by page (read in 6.12.117)',
  },
  judge: (lab) => {
    const harmless = lab.explore('mirror-and-truncate', { set: { device: 'odp' }, pages: 2 }).never('H4', 'deadlock');
    return dependingOn(
      'the message is no larger than what the device translates at once; then it goes on where it stopped',
      {
        under: all(truncated(lab, 1), synced(lab, 'odp')),
        otherwise: all(truncated(lab, 2), synced(lab, 'gpu')),
      },
      [`A fault in mid-message does no harm here: ${saying(harmless)}.`],
    );
  },
  tooth: {
    words: 'every device translates for each access, as a GPU does',
    change: { set: { device: 'gpu' } },
    becomes: 'refuted',
  },
};
