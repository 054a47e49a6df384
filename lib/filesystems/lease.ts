// Leases: the holder of a file is asked before somebody does to it what the lease speaks against, and
// has a time to give the lease back.
//
// Breaking a lease marks it as pending, tells its holder (SIGIO, or a recall over the network), and
// waits until it is gone, with no lock held. When the time runs out the lease is taken away, or less
// (fs/locks.c, __break_lease, time_out_leases; 6.12). Nothing of this touches what the holder has
// pinned: a lease is a promise to be asked, a pin is a reference.
//
// Three kinds, by whom they are broken: one taken by F_SETLEASE, by opening and by truncate(2) of a path;
// an NFS server's delegation, by these and by whatever else changes attributes; a layout lease, by what
// changes the block map. The first two are of whole files. A lease belongs to one task at a time.
import {
  again,
  bool,
  fixed,
  ghost,
  kernelFunction,
  oneOf,
  type RecordOf,
  record,
  ref,
  sec,
  uint,
} from '../engine/index.js';
import { Inode } from '../pages/inode.js';
import { lockInode, unlockInode } from '../pages/lock.js';
import type { FilesystemKernel } from './machine.js';

/** One lease: `struct file_lease`. */
export const Lease = record('Lease', {
  kind: fixed(oneOf('F_SETLEASE', 'layout', 'delegation')),
  inode: fixed(ref(() => Inode)),
  /** The pages that a layout lease covers, from the first up to, not including, the last. */
  from: fixed(uint(7)),
  to: fixed(uint(8)),
  /** Whether the wait for it has an end: lease-break-time is not 0. */
  timed: fixed(bool),
  type: oneOf('none', 'read', 'write'),
  /** FL_DOWNGRADE_PENDING, FL_UNLOCK_PENDING: its holder has been told to. */
  pending: oneOf('nothing', 'downgrade', 'removal'),
  /** Its time is over, and somebody has been told to deal with its holder. */
  overdue: oneOf('no', 'kill', 'fence'),
  /** Somebody is letting go of what its holder has: itself, or who fences it. */
  ending: bool,
  /** Nothing is accepted of its holder’s device any more. */
  fenced: bool,
  /** Operations that no new lease may come in between: get_write_access. */
  writers: uint(2),
  /** How it went away. */
  lost: ghost(oneOf('no', 'given back', 'by force')),
  /** How it had gone when the holder's device wrote all the same. */
  writtenAfter: ghost(oneOf('no', 'given back', 'by force')),
});
export interface Lease extends RecordOf<typeof Lease> {}
export type LeaseKind = Lease['kind'];
type Want = 'downgrade' | 'removal';

/** Every lease of the machine; none where nobody takes one. */
export const leasesOf = (k: FilesystemKernel): readonly Lease[] => ('leases' in k ? k.leases : []);

/** `leases_conflict`. */
const conflicts = (lease: Lease, want: Want): boolean =>
  lease.type === 'write' || (lease.type === 'read' && want === 'removal');

/** The names of the timers, by which a scenario says what comes before them. */
export const leaseTimers: { readonly [K in LeaseKind]: string } = {
  F_SETLEASE: 'lease-break-time',
  layout: 'lease-break-time',
  delegation: 'nfsd4_lease',
};

/** How long a holder has: /proc/sys/fs/lease-break-time, and nfsd's lease period, by default (6.12). */
const breakTimeNs = ({ kind }: Lease): number => (kind === 'delegation' ? sec(90) : sec(45));

/** The lease changes or goes, and how. Call within an effect. */
export function endLease(k: FilesystemKernel, lease: Lease, how: 'given back' | 'by force'): void {
  const downgraded = lease.pending === 'downgrade';
  lease.type = downgraded ? 'read' : 'none';
  lease.pending = 'nothing';
  lease.overdue = 'no';
  lease.ending = lease.fenced;
  if (!downgraded)
    k.ghost(() => {
      lease.lost = how;
    });
}

/** A holder's device writes: notes where its lease has gone. Call within an effect. */
export function noteUnleased(k: FilesystemKernel): void {
  for (const lease of leasesOf(k))
    k.ghost(() => {
      if (lease.lost !== 'no') lease.writtenAfter = lease.lost;
    });
}

/**
 * `fcntl(F_SETLEASE)`, or what grants a delegation or a layout.
 * @returns whether the lease is held: not while somebody is about to change the file
 */
export const setLease = kernelFunction(
  'generic_add_lease',
  function* (k: FilesystemKernel, lease: Lease, type: 'read' | 'write') {
    return yield* k.step('take a lease, unless somebody writes', {
      when: () => lease.kind !== 'layout' || !lease.inode!.locked,
      do: () => {
        if (lease.writers > 0) return false;
        lease.type = type;
        return true;
      },
      cost: k.costs.cpu.syscall,
      waitsFor: 'inode lock',
    });
  },
);

/** What nfsd does to a client that does not answer is its own affair; otherwise the switch says. */
const consequence = (k: FilesystemKernel, lease: Lease): 'remove' | 'kill-holder' | 'fence' =>
  lease.kind === 'delegation' ? 'fence' : k.rules.leaseTimeout;

/**
 * `time_out_leases`: the time has run out. Killing and fencing take time, for which the breaker waits
 * once more, now without a limit: the kernel and the device end that.
 */
const timeOut = kernelFunction('time_out_leases', function* (k: FilesystemKernel, lease: Lease, want: Want) {
  const how = consequence(k, lease);
  if (how === 'remove') {
    yield* k.step(`${want === 'removal' ? 'remove' : 'downgrade'} the lease by force`, () => {
      if (conflicts(lease, want)) endLease(k, lease, 'by force');
    });
    return;
  }
  yield* k.step(how === 'fence' ? 'call for the holder’s device to be fenced' : 'kill the holder', () => {
    if (conflicts(lease, want) && !lease.ending) lease.overdue = how === 'fence' ? 'fence' : 'kill';
  });
  yield* k.wait('wait until the holder has been dealt with', () => !conflicts(lease, want), 'lease');
});

/** Waits until a lease that is pending has gone, or its time has. */
const awaitReturn = kernelFunction('locks_block', function* (k: FilesystemKernel, lease: Lease, want: Want) {
  const limit = lease.timed ? { timeoutNs: breakTimeNs(lease), timer: leaseTimers[lease.kind] } : {};
  const end = yield* k.wait('wait until the lease is given back', () => !conflicts(lease, want), 'lease', limit);
  if (end === 'timeout') yield* timeOut(k, lease, want);
});

/**
 * `__break_lease`, for one lease.
 * @param patient false for O_NONBLOCK, which tells the holder and does not wait
 * @returns `'gone'`, or `'EWOULDBLOCK'`
 */
const breakOne = kernelFunction(
  '__break_lease',
  function* (k: FilesystemKernel, lease: Lease, want: Want, patient: boolean) {
    const held = yield* k.step('tell the holder of a lease that stands against it', {
      do: () => {
        if (!conflicts(lease, want)) return false;
        if (lease.pending !== 'removal') lease.pending = want;
        return true;
      },
      cost: k.costs.cpu.flag,
    });
    if (!held) return 'gone';
    if (!patient) return 'EWOULDBLOCK';
    yield* awaitReturn(k, lease, want);
    return 'gone';
  },
);

/** A lease of some kinds that is held on a file: `inode->i_flctx`. */
const findLease = kernelFunction(
  'locks_inode_context',
  function* (k: FilesystemKernel, inode: Inode, delegationsOnly: boolean) {
    return yield* k.find('look for a lease on the file', {
      do: () =>
        leasesOf(k).find(
          ({ inode: of, kind, type }) =>
            of === inode && type !== 'none' && (kind === 'delegation' || (!delegationsOnly && kind === 'F_SETLEASE')),
        ) ?? null,
      cost: k.costs.cpu.flag,
    });
  },
);

/**
 * `break_lease`, as truncate(2) and open(2) call it: leases and delegations.
 * @param want for reading, a lease to write need only be downgraded
 */
export const breakLease = kernelFunction('break_lease', function* (k: FilesystemKernel, inode: Inode, want: Want) {
  const lease = yield* findLease(k, inode, false);
  if (lease !== null) yield* breakOne(k, lease, want, true);
});

/**
 * `try_break_deleg`, under the inode lock: delegations alone, and it does not wait.
 * @returns `'gone'`, or `'EWOULDBLOCK'`
 */
export const tryBreakDelegation = kernelFunction('try_break_deleg', function* (k: FilesystemKernel, inode: Inode) {
  const lease = yield* findLease(k, inode, true);
  return lease === null ? 'gone' : yield* breakOne(k, lease, 'removal', false);
});

/**
 * `break_layout`: the block map of a range is about to change. Called with the inode lock held, which
 * keeps new layouts away; it is dropped for the wait, and everything is looked at again (in Linux xfs alone
 * has this: xfs_break_leased_layouts, 6.12).
 */
export const breakLayoutLeases = kernelFunction(
  'break_layout',
  function* (k: FilesystemKernel, inode: Inode, from: number, to: number) {
    const lease = yield* k.find('find a layout lease on the range', {
      do: () =>
        leasesOf(k).find(
          (each) =>
            each.kind === 'layout' && each.inode === inode && each.type !== 'none' && each.from < to && from < each.to,
        ) ?? null,
      cost: k.costs.cpu.flag,
    });
    if (lease === null) return;
    yield* unlockInode(k, inode);
    yield* breakOne(k, lease, 'removal', true);
    yield* lockInode(k, inode);
    return again(inode, from, to);
  },
);

/** `get_write_access`: from here on nobody gets a lease on the file. */
export const getWriteAccess = kernelFunction('get_write_access', function* (k: FilesystemKernel, inode: Inode) {
  yield* k.step('get write access: no new leases', () => {
    for (const lease of leasesOf(k)) if (lease.inode === inode) lease.writers++;
  });
});

/** `put_write_access`. */
export const putWriteAccess = kernelFunction('put_write_access', function* (k: FilesystemKernel, inode: Inode) {
  yield* k.step('put write access', () => {
    for (const lease of leasesOf(k)) if (lease.inode === inode) lease.writers--;
  });
});
