// H7 and H8: an operation that only user space can let end. No detector finds them, for they are no
// matter of one state: the search finds the operation held hostage, and this file says what that
// is called for the operation it is in.
import type { Exploration, HostageAnswer, Verdict } from '../engine/index.js';

/** A kind of hostage. */
export interface HostageHarm {
  readonly id: 'H7' | 'H8';
  readonly name: string;
}

const kinds: readonly (HostageHarm & { readonly within: RegExp })[] = [
  { id: 'H7', name: 'fsync is held hostage', within: /fsync|msync|fdatasync/ },
  {
    id: 'H8',
    name: 'truncation, or another change of the block map, is held hostage',
    within: /truncate|punch|reflink|clone|remap_file|umount/,
  },
];

/** The ids of both, in order. */
export const hostageIds: readonly string[] = kinds.map(({ id }) => id);

/**
 * What it is called that a task is held hostage.
 * @param inside the kernel functions that it is in, outermost first
 * @returns null for an operation that the thread does not speak of
 */
export function hostageHarm(inside: readonly string[]): HostageHarm | null {
  for (const name of inside)
    for (const { id, name: title, within } of kinds) if (within.test(name)) return { id, name: title };
  return null;
}

/** What an exploration answers on one task held hostage, with the harm's id. */
export type NamedHostage = HostageAnswer & { harm?: HostageHarm['id'] };

/** An exploration's answers, with the harm's id beside each task held hostage. */
export function withHostageHarms<A extends Pick<Exploration, 'hostage'>>(
  answers: A,
): Omit<A, 'hostage'> & { hostage: NamedHostage[] } {
  return {
    ...answers,
    hostage: answers.hostage.map((each) => {
      const harm = hostageHarm(each.inside);
      return harm === null ? each : { harm: harm.id, ...each };
    }),
  };
}

/** H7 or H8 as an exploration answers them: Sometimes by the first such hostage, Never where there is none. */
export function hostageVerdict(
  { complete, hostage }: Pick<Exploration, 'complete' | 'hostage'>,
  id: string,
): { verdict: Verdict; shortest: number | null; schedule: string | null } {
  const found = hostage.find(({ inside }) => hostageHarm(inside)?.id === id);
  return found ?? { verdict: complete ? 'Never' : 'unknown', shortest: null, schedule: null };
}

/**
 * What an exploration answers on one harm by its id, whether a detector finds it (H1 to H6) or the search (H7, H8).
 * @throws RangeError that names the harms there are
 */
export function harmAnswer(
  found: Pick<Exploration, 'complete' | 'hostage' | 'harms'>,
  id: string,
): { verdict: Verdict; shortest: number | null; schedule: string | null } {
  if (hostageIds.includes(id)) return hostageVerdict(found, id);
  const answer = found.harms.find((each) => each.id === id);
  if (answer === undefined)
    throw new RangeError(
      `this search looked for no harm '${id}'; it did for ${[...found.harms.map((each) => each.id), ...hostageIds].join(', ')}`,
    );
  return answer;
}
