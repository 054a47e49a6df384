// An O_DIRECT read of one sector, into the first half of a mapped page: the other half is the program's
// to use meanwhile. Of private memory, whose dirty flag nobody asks for (but swap, which is not here).
import { kernelFunction } from '../engine/index.js';
import { getUserPage, pinUserPage, unpinUserPage } from '../gup/pin.js';
import { transferVisible } from '../pages/promises.js';
import { writeMemory } from './dma.js';
import type { Machine } from './machine.js';

/**
 * read(2) of `token` into sector 0 behind PTE `pte`, held by pin `pin` meanwhile.
 * @returns `'ok'`, or `'EFAULT'` where there is no page
 */
export const readSector = kernelFunction(
  'sector_read',
  function* (k: Machine, pte: number, pin: number, token: number) {
    const take = k.rules.biasSeesDirectIo === 'yes' ? pinUserPage : getUserPage;
    if ((yield* take(k, k.ptes[pte]!, k.pins[pin]!)) === 'EFAULT') return 'EFAULT';
    yield* k.step('the device starts the read', { owner: 'device', cost: k.costs.storage.costs.request });
    yield* k.step('DMA into sector 0', {
      owner: 'device',
      do: () => writeMemory(k, k.pins[pin]!, 0, token, k.ghostWrites[pin]!),
      cost: k.costs.storage.costs.sector,
    });
    yield* unpinUserPage(k, k.pins[pin]!);
    yield* k.step('read() returns', {
      do: () => transferVisible(k, k.ghostWrites[pin]!, true),
      cost: k.costs.cpu.syscall,
    });
    return 'ok';
  },
);
