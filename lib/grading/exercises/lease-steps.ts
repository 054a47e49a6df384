// The steps of whoever breaks a lease: asking, waiting, and what may be done to a holder that does not answer.
import { takeDeviceOff } from '../../devices/lease-holder.js';
import { kernelFunction, sec } from '../../engine/index.js';
import { endLease, getWriteAccess, type Lease, leasesOf, leaseTimers } from '../../filesystems/lease.js';
import type { Inode } from '../../pages/inode.js';
import { maybePinned } from '../../pages/page.js';
import { type ExerciseMachine, yesOrNo } from '../exercise.js';
import type { Handle, InodeHandle, Offers, Op, Steps } from '../op.js';

type K = ExerciseMachine;

/** Stands for a lease. */
export type LeaseHandle = Handle<'lease'>;

/** What an answer to it may do. */
export interface LeaseSteps extends Steps {
  /** From here on nobody gets a new lease on the file. */
  blockNewLeases(inode: InodeHandle): Op;
  /** A lease that is held on the file, or null. */
  findLease(inode: InodeHandle): Op<LeaseHandle | null>;
  /** Tells the holder to give the lease back. */
  recall(lease: LeaseHandle): Op;
  /** Sleeps until the lease is given back, or until the holder’s time has run out. */
  awaitReturn(lease: LeaseHandle): Op<'returned' | 'timeout'>;
  /** Takes the holder’s device off the file: nothing is accepted of it any more, and its pages are released. */
  fence(lease: LeaseHandle): Op;
  /** Removes the lease, whether its holder likes it or not. */
  removeLease(lease: LeaseHandle): Op;
  /** Whether anybody holds a page of the file. */
  pinned(inode: InodeHandle): Op<boolean>;
  /** Sleeps until nobody holds a page of the file. */
  waitForPins(inode: InodeHandle): Op;
}

const findLease = kernelFunction('locks_inode_context', function* (k: K, inode: Inode) {
  return yield* k.find('look for a lease on the file', {
    do: () => leasesOf(k).find((lease) => lease.inode === inode && lease.type !== 'none') ?? null,
    cost: k.costs.cpu.flag,
  });
});

const recall = kernelFunction('lm_break', function* (k: K, lease: Lease) {
  yield* k.step('tell the holder', {
    do: () => {
      if (lease.type !== 'none') lease.pending = 'removal';
    },
    cost: k.costs.cpu.flag,
  });
});

const awaitReturn = kernelFunction('locks_block', function* (k: K, lease: Lease) {
  const end = yield* k.wait('wait until the lease is given back', () => lease.type === 'none', 'lease', {
    timeoutNs: sec(45),
    timer: leaseTimers.layout,
  });
  return end === 'timeout' ? 'timeout' : 'returned';
});

/**
 * Whoever comes first takes the device off: this task, or the holder itself, for which it then waits. Of
 * a holder that has given everything back there is nothing to take.
 */
const fence = kernelFunction('fence', function* (k: K, lease: Lease) {
  const region = k.regions[0]!;
  const who = yield* k.step('accept nothing of its device any more', () => {
    if (lease.type === 'none' && !region.registered) return 'nobody';
    const begun = lease.ending && !lease.fenced;
    lease.ending = lease.fenced = true;
    return begun ? 'holder' : 'breaker';
  });
  if (who === 'breaker') yield* takeDeviceOff(k, region);
  if (who === 'holder')
    yield* k.wait('wait until the holder has let go', () => !region.registered, 'the holder’s release');
});

const removeLease = kernelFunction('lease_modify', function* (k: K, lease: Lease) {
  yield* k.step('remove the lease by force', () => {
    if (lease.type === 'none') return;
    // A holder that has begun to let go of its device goes on with that.
    const { ending } = lease;
    endLease(k, lease, 'by force');
    lease.ending = ending;
  });
});

const anyPinned = (k: K, inode: Inode): boolean =>
  k.pages.some((page) => page.mapping === inode && maybePinned(k, page));

const pinned = kernelFunction('any_page_pinned', function* (k: K, inode: Inode) {
  return yield* k.step('does anybody hold a page of the file?', {
    do: () => anyPinned(k, inode),
    cost: k.costs.cpu.flag,
  });
});

const waitForPins = kernelFunction('wait_for_pins', function* (k: K, inode: Inode) {
  yield* k.wait('wait for pins', () => !anyPinned(k, inode), 'pin');
});

/** What each step does, and what it is in the kernel. */
export const leaseSteps = {
  blockNewLeases: {
    about: 'from here on, until the operation is over, nobody gets a new lease on the file: get_write_access',
    takes: ['inode'],
    run: (k: K, inode: Inode) => getWriteAccess(k, inode),
  },
  findLease: {
    about: 'a lease that is held on the file, or null',
    takes: ['inode'],
    gives: null,
    run: (k: K, inode: Inode) => findLease(k, inode),
  },
  recall: {
    about: 'tells the holder to give the lease back: SIGIO, or a recall over the network',
    takes: ['lease'],
    run: (k: K, lease: Lease) => recall(k, lease),
  },
  awaitReturn: {
    about: 'sleeps until the lease is given back, or until the holder’s time (lease-break-time) has run out',
    takes: ['lease'],
    gives: ['returned', 'timeout'],
    run: (k: K, lease: Lease) => awaitReturn(k, lease),
  },
  fence: {
    about: 'takes the holder’s device off the file: nothing is accepted of it any more, and its pages are released',
    takes: ['lease'],
    run: (k: K, lease: Lease) => fence(k, lease),
  },
  removeLease: {
    about: 'removes the lease, whether its holder likes it or not',
    takes: ['lease'],
    run: (k: K, lease: Lease) => removeLease(k, lease),
  },
  pinned: {
    about: 'whether anybody holds a page of the file',
    takes: ['inode'],
    gives: yesOrNo,
    run: (k: K, inode: Inode) => pinned(k, inode),
  },
  waitForPins: {
    about: 'sleeps until nobody holds a page of the file',
    takes: ['inode'],
    run: (k: K, inode: Inode) => waitForPins(k, inode),
  },
} satisfies Offers<LeaseSteps>;
