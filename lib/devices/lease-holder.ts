// Who holds a lease and lets a device write the file: how it answers when the lease is broken.
//
// A prompt holder takes its device off the file and then gives the lease back, before its time runs
// out; a late one does the same when it gets round to it; one never answers; one gives the lease back and
// keeps its pin. Whoever is killed has its descriptors closed, which takes the device off, and its lease
// goes with them, unless it has passed them on to another process: then killing it changes nothing. A holder that is fenced loses the device's access by the hand of somebody else: an NFS
// server that revokes what its client had, or a driver that takes the key back and lets go of the pages.
import { again, kernelFunction, ms, sec } from '../engine/index.js';
import { endLease, type Lease, setLease } from '../filesystems/lease.js';
import { unpinPages } from '../gup/unpin.js';
import type { Machine, Region } from './machine.js';
import { deregisterRegion, pinRegion, pollCompletions } from './rdma.js';

/** How a holder answers; the switch of a scenario. */
export const answers = ['never', 'late', 'prompt', 'keeps-the-pin', 'passed-on'] as const;
export type Answer = (typeof answers)[number];

/** The label of the step by which a holder answers, for what a scenario declares to come before a timer. */
export const answerStep = 'give the lease back';

const giveBack = kernelFunction('fcntl_F_UNLCK', function* (k: Machine, lease: Lease) {
  yield* k.step(answerStep, {
    do: () => {
      if (lease.type !== 'none') endLease(k, lease, 'given back');
    },
    cost: k.costs.cpu.syscall,
  });
});

/** Until user space likes, or its holder is killed. */
const untilItLikes = kernelFunction('use_the_region', function* (k: Machine, lease: Lease, ns: number) {
  yield* k.wait('go on until it likes, or is killed', () => lease.overdue === 'kill', 'a kill', {
    timeoutNs: ns,
    timeoutOwner: 'user',
    timer: 'its own time',
  });
});

/** Whoever comes first takes the device off. @returns whether that is this task */
const beginEnd = kernelFunction('begin_release', function* (k: Machine, lease: Lease) {
  return yield* k.step('begin to let go, unless somebody has', () => {
    if (lease.ending) return false;
    lease.ending = true;
    return true;
  });
});

/** Ends the registration, unless it has ended. */
export const takeDeviceOff = kernelFunction('take_device_off', function* (k: Machine, region: Region) {
  const registered = yield* k.step('is the region still registered?', () => region.registered);
  if (registered) yield* deregisterRegion(k, region, 0, 1);
});

/** Takes the device off the file, and then gives the lease back. */
const letGo = kernelFunction('release_region', function* (k: Machine, lease: Lease, region: Region) {
  yield* pollCompletions(k);
  if (!(yield* beginEnd(k, lease)))
    return yield* k.wait('wait until it has been fenced', () => lease.type === 'none', 'a fence');
  yield* takeDeviceOff(k, region);
  yield* giveBack(k, lease);
});

/** What the holder does once it has been told, by its answer. */
const answer = kernelFunction(
  'on_SIGIO',
  function* (k: Machine, lease: Lease, region: Region, how: Answer, lateNs: number) {
    if (how === 'prompt') yield* k.sleep(ms(1), { label: 'handle SIGIO' });
    if (how === 'late') yield* untilItLikes(k, lease, lateNs);
    if (how === 'keeps-the-pin') {
      yield* giveBack(k, lease);
      yield* untilItLikes(k, lease, sec(120));
    }
    yield* letGo(k, lease, region);
    return 'let go';
  },
);

/**
 * Registers the first page of the file for the device. Where the lease belongs to the pin, as the thread
 * proposes, or to a server, whoever has lost it gets no registration; a lease taken by F_SETLEASE and a
 * pin know nothing of each other.
 * @returns `'registered'`, or why not
 */
const registerLeased = kernelFunction('reg_mr_leased', function* (k: Machine, lease: Lease, region: Region) {
  const pinned = yield* pinRegion(k, 0, 0, 0, 1);
  if (pinned !== 'pinned') return pinned;
  const allowed = yield* k.step('hand the page to the device, unless that is refused', {
    do: () => {
      if (lease.fenced || (lease.kind !== 'F_SETLEASE' && lease.type === 'none')) return false;
      region.registered = true;
      return true;
    },
    cost: k.costs.rdma.register,
  });
  if (allowed) return 'registered';
  yield* unpinPages(k, 0, 1);
  return 'EPERM';
});

/**
 * A holder: takes the lease, has a device write the first page of the file, and answers, or does not.
 * @param lateNs how long after it was told a late holder answers
 * @returns how it ended
 */
export const leaseHolder = kernelFunction(
  'lease_holder',
  function* (k: Machine, lease: Lease, region: Region, how: Answer, lateNs: number = sec(60)) {
    if (!(yield* setLease(k, lease, 'write'))) return 'EAGAIN';
    const registered = yield* registerLeased(k, lease, region);
    if (registered !== 'registered') {
      yield* giveBack(k, lease);
      return registered;
    }
    if (how === 'passed-on')
      yield* k.sleep(sec(120), { label: 'go on until the process that has its descriptors likes', owner: 'user' });
    if (how === 'never') yield* untilItLikes(k, lease, sec(120));
    if (how === 'never' || how === 'passed-on') {
      yield* letGo(k, lease, region);
      return 'let go';
    }
    const told = yield* k.wait(
      'wait for SIGIO',
      () => lease.pending !== 'nothing' || lease.type === 'none',
      'a lease break',
      { timeoutNs: sec(120), timeoutOwner: 'user', timer: 'its own time' },
    );
    if (told === 'ok') return yield* answer(k, lease, region, how, lateNs);
    yield* letGo(k, lease, region);
    return 'let go';
  },
);

/** Who fences: the server, or the driver that can revoke. It is told when a lease is overdue. */
export const fencer = kernelFunction('fence_client', function* (k: Machine, lease: Lease, region: Region) {
  yield* k.wait('wait for a client to fence', () => lease.overdue === 'fence', 'an overdue lease');
  const first = yield* k.step('accept nothing of its device any more, unless it lets go already', () => {
    if (lease.ending) return false;
    lease.ending = lease.fenced = true;
    return true;
  });
  if (first) {
    yield* takeDeviceOff(k, region);
    yield* k.step('remove the lease of who is fenced', () => {
      if (lease.type !== 'none') endLease(k, lease, 'by force');
    });
  }
  return again(lease, region);
});
