// C9: rule (c) and the page under the device.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { asSaid } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { removalsWaitAsLongAsRead, waitGrows } from './timing.js';

const names = [
  'direct-read-and-truncate',
  'direct-read-and-punch',
  'direct-reads-and-truncate',
  'direct-reads-and-punch',
];

const kept = (lab: Laboratory, rules: readonly string[]) =>
  all(
    ...names.map((name) => lab.explore(name, { rules }).unseen('removed-under-pin')),
    lab.explore('direct-read-and-truncate', { rules, pages: 2 }).unseen('removed-under-pin'),
  );

export const c09: ComputedEntry = {
  id: 'C9',
  condition:
    'rule (c), careful: truncation and hole punching test pins with the page locked and unmapped, and remove it only if there is none; one read, or reads without end. Measured: how long they wait. That they may then be put off for ever is C12',
  falsifier: 'a page that leaves its file while a device holds it',
  ...linux.truncatesPinned,
  judge: (lab) =>
    asSaid(all(kept(lab, ['c']), removalsWaitAsLongAsRead(lab, { rules: ['c'] })), [
      `Without (c): ${saying(kept(lab, []))}.`,
      `For a pin that user space holds the wait has no bound (C14): ${saying(waitGrows(lab, 'rdma-and-truncate', 'c', 'truncate'))}.`,
    ]),
  tooth: {
    words: 'pins are tested before the page is unmapped',
    change: { set: { pinTestWhen: 'before-write-protect' } },
    becomes: 'refuted',
  },
};
