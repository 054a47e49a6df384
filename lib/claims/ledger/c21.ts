// C21: cleaning pages, and changing them in flight, under hardware that faults.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { asSaid, dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { withFaulting } from './mirrors.js';
import { atMost } from './timing.js';

/** Page cleaning. */
export const c21a: ComputedEntry = {
  id: 'C21a',
  paraphrase:
    'With hardware that faults, pages may be cleaned under a long-term mapping: it faults before it writes a clean page.',
  condition:
    'a device that writes a page twice through its own page table, beside two fsyncs, or beside background writeback and an fsync of its own; an adapter and a GPU, with a correct driver',
  falsifier:
    'a page that changes while it is clean and in its file, or data lost after fsync, or a page dirty behind the filesystem’s back',
  ...linux.mirrors,
  judge: (lab) => {
    const names = ['mirror-and-fsync', 'mirror-and-flusher'];
    const pinned = lab.explore('mirror-and-fsync', { set: { device: 'pinned' } });
    return asSaid(
      all(
        withFaulting(lab, names, (each) => each.unseen('written-while-clean')),
        withFaulting(lab, names, (each) => each.never('H2', 'H3')),
      ),
      [`A device that pins instead: ${saying(all(pinned.unseen('written-while-clean'), pinned.never('H2')))}.`],
    );
  },
  tooth: {
    words: 'the driver does nothing when an entry is write-protected',
    change: { set: { driver: 'ignores-protection' } },
    becomes: 'refuted',
  },
};

/** A fault of a device waits for writeback no longer than the fsync takes that began it. */
const faultWaits = (lab: Laboratory) => {
  const choices = { set: { device: 'gpu', integrity: 'on' } };
  return atMost(
    'a GPU’s fault waits for writeback',
    lab.measure('mirror-and-fsync', choices, { task: 'device', waitingFor: 'writeback' }, 20),
    'two calls of fsync take',
    lab.measure('mirror-and-fsync', choices, { task: 'fsync' }, 20),
  );
};

/** Stable pages. */
export const c21b: ComputedEntry = {
  id: 'C21b',
  paraphrase: 'With hardware that faults, stable-page requirements may be relaxed.',
  condition:
    'the same device and fsync, and page_mkwrite never waits for writeback, neither for the CPU nor in the device’s fault; storage without checksums, and with them',
  falsifier: 'an inconsistent write (H1), or data lost',
  in2018: linux.stableWhereAsked.in2018,
  today: {
    says: 'a device’s fault runs page_mkwrite, which waits where stable pages are asked for',
    source: 'read in 6.12.117, mm/hmm.c, hmm_vma_fault; mm/page-writeback.c, folio_wait_stable',
  },
  judge: (lab) => {
    const without = (set: Readonly<Record<string, string>>) =>
      lab.explore('mirror-and-fsync', { set: { device: 'odp', ...set } }).never('H1', 'H2');
    const unstable = (integrity: string) => without({ integrity, stablePages: 'never' });
    return dependingOn(
      'nothing sums the bytes that are written; elsewhere the fault itself has to wait',
      { under: unstable('off'), otherwise: unstable('on') },
      [`Where the fault waits: ${saying(all(without({ integrity: 'on' }), faultWaits(lab)))}.`],
    );
  },
  tooth: {
    words: 'all storage keeps a checksum with each sector',
    change: { set: { integrity: 'on' } },
    becomes: 'refuted',
  },
};
