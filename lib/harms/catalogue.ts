// What each harm is, in words: what has to be observed for it, and what looks like it and is none.
import type { Exploration } from '../engine/index.js';
import { daxHarmIds } from './dax.js';
import { harms, mirrorHarms } from './harms.js';
import { hostageIds } from './hostage.js';

/** A harm as a reader knows it. */
export interface HarmKind {
  readonly id: string;
  readonly name: string;
  /** What has to be observed. */
  readonly observed: string;
  /** What is not counted as this harm. */
  readonly not: string;
  /** Where Linux lets it happen knowingly, and why. */
  readonly accepted?: string;
}

/** Whether and how this machine observes a kind of harm. */
export type ObservedBy = 'detector' | 'search' | null;

/** All kinds of harm, in the order of their ids. */
export const harmKinds: readonly HarmKind[] = [
  {
    id: 'H1',
    name: 'inconsistent write',
    observed: 'a completed write whose bytes on the medium are not those its checksum covers',
    not: 'content that changes in flight where nothing is summed; a block that no committed tree refers to',
  },
  {
    id: 'H2',
    name: 'lost data',
    observed: 'H2a or H2b',
    not: 'a write still under way when fsync was called; an fsync that returned an error; tmpfs',
  },
  {
    id: 'H2a',
    name: 'lost data: a promise of fsync is broken',
    observed: 'fsync returned 0, and a write complete before its call would be gone after a power cut',
    not: 'what was overwritten or truncated since',
  },
  {
    id: 'H2b',
    name: 'lost data: stranded in the cache',
    observed: 'a cached page differs from the disk, and nothing will ever write it; or reclaim drops one that does',
    not: 'a page that a pin or queued work will dirty again',
  },
  {
    id: 'H3',
    name: 'dirty behind the filesystem’s back',
    observed: 'a writeback path takes a dirty page that has nothing to write it by: no buffers, no reservation',
    not: 'a page dirtied unannounced while its buffers are attached; a page that has left its file',
  },
  {
    id: 'H4',
    name: 'orphan write',
    observed: 'a device’s data lands in a page that has left its file, and the operation reports success',
    not: 'data that landed before the page was removed; an operation that reports an error',
    // Described as acceptable in the message of commit 5fac7408d828; mm/truncate.c, read in 6.1 and 6.12, tests no pins.
    accepted: 'accepted by Linux on the page cache: truncation and hole punching wait for writeback, not for pins',
  },
  {
    id: 'H5',
    name: 'foreign block',
    observed: 'a device reaches a block of a DAX file that has been freed, or given to another file, since',
    not: 'the page cache; a block that the same file got again with no access between',
  },
  {
    id: 'H5a',
    name: 'foreign block: a free one',
    observed: 'as H5, while the block belongs to no file',
    not: 'as H5',
  },
  {
    id: 'H5b',
    name: 'foreign block: another file’s',
    observed: 'as H5, once the block is another file’s, or the same file’s again with other content',
    not: 'as H5',
  },
  {
    id: 'H6',
    name: 'shared block overwritten',
    observed: 'the content of a block that two files share changes: a file that nobody wrote reads differently',
    not: 'data dirty before the clone; un-sharing; equal bytes',
  },
  {
    id: 'H7',
    name: 'fsync is held hostage',
    observed: 'fsync has begun, and only a step that user space may withhold can let it end',
    not: 'waiting for a device (bounded); no way to end at all (deadlock)',
  },
  {
    id: 'H8',
    name: 'truncation, or another change of the block map, is held hostage',
    observed: 'as H7, for truncation, hole punching, reflink and unmount',
    not: 'as H7',
  },
  {
    id: 'H9',
    name: 'outlives the mapping',
    observed: 'a device access by a virtual address succeeds on the old page after munmap, or exit, has returned',
    not: 'an access that was over before; of a pin it is documented behaviour, counted as an observation and not judged',
  },
];

/** Whether this machine observes a kind of harm: in states, or as a task held hostage. */
export function observedBy(id: string): ObservedBy {
  if ([...harms, ...mirrorHarms].some((each) => each.id === id) || daxHarmIds.includes(id)) return 'detector';
  return hostageIds.includes(id) ? 'search' : null;
}

/** A verdict on a harm. */
type Answered = Pick<Exploration['harms'][number], 'id' | 'name' | 'verdict'>;

/** What there is to say of a harm that can happen, and that Linux knowingly lets happen; undefined of all others. */
export function acceptedBy({ id, name, verdict }: Answered): string | undefined {
  if (verdict !== 'Sometimes' && verdict !== 'Always') return undefined;
  return harmKinds.find((kind) => kind.id === id && kind.name === name)?.accepted;
}

/** An exploration's answers, with that beside each such harm. */
export function withAccepted<A extends Pick<Exploration, 'harms'>>(answers: A): A {
  const harms = answers.harms.map((harm) => {
    const accepted = acceptedBy(harm);
    return accepted === undefined ? harm : { ...harm, accepted };
  });
  return { ...answers, harms };
}
