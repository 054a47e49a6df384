// A device that is told of invalidations and cannot fault: stopped by its driver, it waits until a worker
// has mapped everything again and starts it (amdgpu's and xe's user memory works so; assumed).
import { again, kernelFunction } from '../engine/index.js';
import { type Mirror, type Translation, translationsOf } from '../pages/notifier.js';
import type { Machine } from './machine.js';
import { deviceFault } from './mirror.js';

/** An address of the device that has no translation; null when it has all. */
const missing = (k: Machine, mirror: Mirror): Translation | null =>
  translationsOf(k).find((each) => each.mirror === mirror && each.page === null) ?? null;

/** Maps what is missing, one after the other. @returns false where there is no page to map */
const mapAgain = kernelFunction('update_invalid_user_pages', function* (k: Machine, mirror: Mirror) {
  const translation = yield* k.find('find an address without a translation', {
    do: () => missing(k, mirror),
    cost: k.costs.cpu.flag,
  });
  if (translation === null) return true;
  return (yield* deviceFault(k, translation)) === 'mapped' ? again(mirror) : false;
});

/** The worker, for ever: arms a stopped device again; where that fails the device is told, once and for all. */
export const restoreWorker = kernelFunction('restore_userptr_worker', function* (k: Machine, mirror: Mirror) {
  yield* k.wait('wait until the device is stopped', () => mirror.stopped && !mirror.failed, 'an invalidation');
  const mapped = yield* mapAgain(k, mirror);
  yield* k.step(mapped ? 'start the device, unless it was stopped anew' : 'give the device up', () => {
    if (!mapped) mirror.failed = true;
    else if (missing(k, mirror) === null) mirror.stopped = false;
  });
  return again(mirror);
});
