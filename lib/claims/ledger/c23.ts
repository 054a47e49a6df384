// C23: the thread's last disagreement, from Dave Chinner's side; C25 is Jerome Glisse's.
import type { ComputedEntry } from '../entry.js';
import { all, any, not } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { truncations, withFaulting } from './mirrors.js';
import { truncationMatrix } from './truncation-matrix.js';

const asked = ['H4', 'H5', 'H8', 'deadlock'];
const onPageCache = asked.filter((id) => id !== 'H5');

/** Truncation or punching does harm, or waits for user space, in every one of these. */
const wants = (lab: Laboratory, device: string) =>
  all(
    ...['mirror-and-truncate-dax', 'mirror-and-punch-dax'].map((name) =>
      not(lab.explore(name, { set: { device } }).never(...asked)),
    ),
  );

/** In any of these. */
const wantsAny = (lab: Laboratory) =>
  any(
    ...truncations.map((name) =>
      not(withFaulting(lab, [name], (each) => each.never(...(name.endsWith('-dax') ? asked : onPageCache)))),
    ),
  );

export const c23: ComputedEntry = {
  id: 'C23',
  condition:
    'truncation and hole punching, page cache and DAX, beside a device that faults: idle, with DMA in flight, with its fault in flight, in every order. Revocation is needed where without it a device reaches what is no longer the file’s (H4, H5), or truncation waits for user space (H8) or for ever. Devices that keep no page: an adapter, a GPU, a virtual machine; and one that faults and keeps a reference as well',
  falsifier:
    'truncation and punching that do no harm and end without waiting for user space, although nothing was revoked but translations',
  ...linux.mirrors,
  judge: (lab) =>
    dependingOn(
      'the device also keeps a reference on the page, and the file is on DAX, which waits for references',
      { under: wants(lab, 'holding'), otherwise: wantsAny(lab) },
      truncationMatrix(lab),
    ),
  tooth: {
    words: 'the driver returns from the callback before the device has stopped',
    change: { set: { driver: 'returns-early' } },
    becomes: 'holds',
  },
};
