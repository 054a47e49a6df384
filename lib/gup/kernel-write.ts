// process_vm_writev: a CPU writes into somebody's memory through pins, by the kernel's own mapping of
// the pages. No page table shows the store; only the end of the pin does.
import { kernelFunction } from '../engine/index.js';
import { landSector, transferVisible } from '../pages/promises.js';
import type { GupKernel } from './machine.js';
import { indexOf, pinUserPage } from './pin.js';
import { unpinPagesDirtyLock } from './unpin.js';

/** One sector is copied, by the kernel's own mapping. */
const copySector = kernelFunction(
  'copy_page_to_iter',
  function* (k: GupKernel, pin: number, sector: 0 | 1, token: number) {
    yield* k.step(`copy into sector ${sector}`, {
      do: () => {
        const write = k.ghostWrites[pin]!;
        k.ghost(() => {
          write.token = token;
        });
        const held = k.pins[pin]!;
        landSector(k, held.page!, sector, token, write, indexOf(held));
      },
      cost: k.costs.cpu.store,
    });
  },
);

/**
 * `process_vm_writev(2)` of `token` into both sectors of the page behind PTE `pte`, held by pin `pin`
 * meanwhile (read in 6.12, mm/process_vm_access.c: pin_user_pages_remote, copy, unpin_user_pages_dirty_lock).
 * @returns `'ok'`, or `'EFAULT'` where there is no page
 */
export const processVmWritev = kernelFunction(
  'process_vm_writev',
  function* (k: GupKernel, pte: number, pin: number, token: number) {
    if ((yield* pinUserPage(k, k.ptes[pte]!, k.pins[pin]!)) === 'EFAULT') return 'EFAULT';
    yield* copySector(k, pin, 0, token);
    yield* copySector(k, pin, 1, token);
    yield* unpinPagesDirtyLock(k, pin, pin + 1);
    yield* k.step('process_vm_writev returns', {
      do: () => transferVisible(k, k.ghostWrites[pin]!, true),
      cost: k.costs.cpu.syscall,
    });
    return 'ok';
  },
);
