// Admission: what a caller of get_user_pages gets for one virtual address. Pure functions in the
// kernel's own order: the caller's first look, the lockless path, the slow path with its faults, the
// long-term wrapper's look at what was pinned, the caller's last look.
//
// It says who is let in, not what happens to the page afterwards. Limits on locked memory, failing
// allocations, migration out of movable memory and races are left out.
import { type AdmissionCheck, admissionChecks, type Call, type Errno, type Stage } from './admission-checks.js';
import type { AdmissionSwitches, Reference } from './admission-switches.js';
import { type Access, type Caller, type PinRequest, requestOf } from './callers.js';
import {
  afterLoad,
  afterStore,
  afterUnsharing,
  type Entry,
  entryAfter,
  type Mapping,
  type Shown,
  type Touch,
} from './mapping.js';

/** What came of a call. */
export interface Admission {
  /** The page it pinned (`file` on DAX is the medium itself), or why not. */
  readonly outcome: Shown | Errno;
  /** The path that answered; a refusal always comes from the slow one. */
  readonly path: 'fast' | 'slow';
  readonly takes: Reference;
  readonly longterm: boolean;
  /** The check that refused, by its name in `admissionChecks`; null when none did. */
  readonly refusedBy: string | null;
}

/**
 * What a caller gets.
 * @param touch what the process did at the address before: it decides what the page table shows
 * @param checks all of Linux's checks, unless a test leaves one out
 * @returns null where the era has no such call or no such memory, or this caller never asks for that access
 */
export function admit(
  caller: Caller,
  access: Access,
  mapping: Mapping,
  touch: Touch,
  era: AdmissionSwitches,
  checks: readonly AdmissionCheck[] = admissionChecks,
): Admission | null {
  const request = requestOf(caller, access, era);
  if (request === null || (mapping.backing === 'secretmem' && era.secretmem === 'absent')) return null;
  const call: Call = { caller, request, mapping, era, entry: entryAfter(mapping, touch) };
  const objection = (stage: Stage, to: Call): AdmissionCheck | undefined =>
    checks.find((check) => check.stage === stage && check.objects(to));
  const answer = (outcome: Shown | Errno, path: 'fast' | 'slow', refusedBy: string | null = null): Admission => ({
    outcome,
    path,
    takes: request.takes,
    longterm: request.longterm,
    refusedBy,
  });
  const refusal = (check: AdmissionCheck): Admission => answer(check.errno!, 'slow', check.id);

  const first = objection('caller first', call);
  if (first !== undefined) return refusal(first);
  const fast = request.path === 'fast' && objection('fast', call) === undefined;
  if (!fast) {
    const slow = objection('slow', call);
    if (slow !== undefined) return refusal(slow);
  }
  const page = fast ? (call.entry?.page ?? 'file') : followed(call, objection);
  const last = (fast ? undefined : objection('after pinning', call)) ?? objection('caller last', call);
  return last === undefined ? answer(page, fast ? 'fast' : 'slow') : refusal(last);
}

/**
 * `__get_user_pages` for one address: looks at the entry; faults where it cannot be followed; faults
 * once more where a page has to be copied first.
 */
function followed(call: Call, objection: (stage: Stage, to: Call) => AdmissionCheck | undefined): Shown {
  const { request, mapping } = call;
  if (request.write) {
    const entry = call.entry;
    return entry !== null && canFollow(entry, request, mapping) ? entry.page : afterStore(mapping).page;
  }
  const entry = call.entry ?? afterLoad(mapping);
  return objection('unshare', { ...call, entry }) === undefined ? entry.page : afterUnsharing.page;
}

/** `can_follow_write_pte`: writable, or FOLL_FORCE on a private page that has been copied. */
const canFollow = (entry: Entry, request: PinRequest, mapping: Mapping): boolean =>
  entry.writable || (request.force && !mapping.shared && entry.page === 'anon');
