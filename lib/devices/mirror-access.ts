// Operations of a device that writes through translations: messages of one page or more, each page
// translated when the device comes to it.
//
// What it has translated it finishes: a whole page on an adapter, one access on a GPU or a virtual CPU.
// So an invalidation between two pages of a message costs a fault and nothing else: the device stops at
// the page boundary, faults, and goes on with the same message (that an adapter goes page by page:
// assumed). Where a CPU would get a signal, the operation ends in an error completion.
import { again, kernelFunction } from '../engine/index.js';
import type { Mirror, Translation } from '../pages/notifier.js';
import { transferVisible } from '../pages/promises.js';
import { writeTranslated } from './dma.js';
import type { Machine } from './machine.js';
import { deviceFault } from './mirror.js';
import { ghostOf } from './rdma.js';

/** What the driver does at a fault: the machine's own unless the scenario has another. */
const faultOf = (k: Machine) => (k.deviceFault ?? deviceFault) as typeof deviceFault;

/** Whether the device translates once for a whole page; else once for each access. */
const takesPages = (k: Machine): boolean => k.device !== 'gpu' && k.device !== 'vm';

/** The device looks an address up; where it may not go on it waits, as one that cannot fault does once it is stopped. */
const translate = kernelFunction('translate', function* (k: Machine, translation: Translation) {
  const mirror = translation.mirror!;
  return yield* k.step('look the address up in the device’s table', {
    owner: 'device',
    when: () => !mirror.stopped || mirror.failed,
    do: () => {
      if (mirror.failed) return 'error';
      if (translation.page === null) return 'miss';
      translation.inUse = translation.page;
      return 'hit';
    },
    cost: k.costs.mirrors[k.device].translate,
    waitsFor: 'being armed again',
  });
});

/** One sector; with the last one the device lets go of what it has translated. */
const writeSector = kernelFunction(
  'dma_sector',
  function* (k: Machine, translation: Translation, sector: 0 | 1, last: boolean, message: number, token: number) {
    yield* k.step(`write sector ${sector}`, {
      owner: 'device',
      do: () => {
        writeTranslated(k, translation, sector, token, ghostOf(k, message));
        if (last) translation.inUse = null;
      },
      cost: k.costs.mirrors[k.device].access,
    });
  },
);

/** One page from a sector on: by one translation, or by one for each sector. @returns whether it could */
const writePage = kernelFunction(
  'dma_page',
  function* (k: Machine, translation: Translation, from: 0 | 1, message: number, token: number) {
    const found = yield* translate(k, translation);
    if (found === 'error') return false;
    if (found === 'miss') {
      if ((yield* faultOf(k)(k, translation)) !== 'mapped') return false;
      return again(translation, from, message, token);
    }
    const whole = takesPages(k);
    yield* writeSector(k, translation, from, !whole || from === 1, message, token);
    if (from === 1) return true;
    if (!whole) return again(translation, 1, message, token);
    yield* writeSector(k, translation, 1, true, message, token);
    return true;
  },
);

/** Page after page, in ascending address. @returns whether all could be written */
const writePages = kernelFunction(
  'dma_message',
  function* (k: Machine, mirror: Mirror, n: number, pages: number, message: number, token: number) {
    if (n === pages) return true;
    const translation = k.translations[mirror.index * k.ptes.length + n]!;
    if (!(yield* writePage(k, translation, 0, message + n, token))) return false;
    return again(mirror, n + 1, pages, message, token);
  },
);

/**
 * One operation of a device that mirrors: writes `token` into each of the first `pages` addresses.
 * @param message the first of as many messages, a page each, that note what came of it
 * @returns `'done'`, or `'error'` where an address has no page
 */
export const mirrorWrite = kernelFunction(
  'mirror_write',
  function* (k: Machine, mirror: Mirror, pages: number, message: number, token: number) {
    yield* k.step('begin the operation', {
      owner: 'device',
      do: () => {
        mirror.busy = true;
      },
      cost: k.costs.rdma.message,
    });
    const done = yield* writePages(k, mirror, 0, pages, message, token);
    yield* k.step(done ? 'post the completion' : 'post an error', {
      owner: 'device',
      do: () => {
        mirror.busy = false;
        for (let n = message; n < message + pages; n++) k.messages[n]!.state = done ? 'landed' : 'failed';
      },
      cost: k.costs.rdma.completion,
    });
    yield* seeCompletion(k, message, pages);
    return done ? 'done' : 'error';
  },
);

/** User space sees that an operation is over, and how. */
export const seeCompletion = kernelFunction('ibv_poll_cq_one', function* (k: Machine, message: number, pages: number) {
  yield* k.step('user space sees the completion', {
    do: () => {
      for (let n = message; n < message + pages; n++) {
        const done = k.messages[n]!.state === 'landed';
        if (done) k.messages[n]!.state = 'seen';
        transferVisible(k, ghostOf(k, n), done);
      }
    },
    cost: k.costs.cpu.flag,
  });
});
