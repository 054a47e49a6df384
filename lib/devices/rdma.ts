// RDMA into a mapped file: a process registers pages, and from then on remote peers write them.
//
// Registration pins the pages for writing, and page_mkwrite runs then, never again. The device keeps
// their physical addresses until the region is deregistered, which happens when user space asks for it
// or when the last descriptor of the device is closed (a killed process closes its own). Only then are
// the pages marked dirty again. munmap, fork and truncation change nothing about that.
//
// Sources: drivers/infiniband/core/umem.c (ib_umem_get, __ib_umem_release) and uverbs_cmd.c, read
// in 6.1 and 6.12; 4.20 is assumed alike, with get_user_pages_longterm in place of
// pin_user_pages_fast. The messages are SENDs, or RDMA WRITEs with immediate data: a plain
// RDMA WRITE completes at the peer alone, and nobody here would see it (InfiniBand architecture,
// volume 1; assumed).
import { again, kernelFunction } from '../engine/index.js';
import { pinLongTerm } from '../gup/pin.js';
import { unpinPages, unpinPagesDirtyLock } from '../gup/unpin.js';
import { type GhostWrite, transferVisible } from '../pages/promises.js';
import { writeMemory } from './dma.js';
import type { Machine, Region } from './machine.js';

/** What is noted of one message; those of direct reads come before. */
export const ghostOf = (k: Machine, message: number): GhostWrite =>
  k.ghostWrites[k.ghostWrites.length - k.messages.length + message]!;

/** Pins page after page; on an error lets go of those it has. @returns `'pinned'`, or why not */
export const pinRegion = kernelFunction(
  'ib_umem_get',
  function* (k: Machine, pte: number, pin: number, n: number, pages: number) {
    if (n === pages) return 'pinned';
    const outcome = yield* pinLongTerm(k, k.ptes[pte + n]!, k.pins[pin + n]!);
    if (outcome === 'pinned') return again(pte, pin, n + 1, pages);
    yield* unpinPages(k, pin, pin + n);
    return outcome;
  },
);

/**
 * `ibv_reg_mr` for remote writing: pins `pages` pages behind the PTEs from `pte` on, by the pins from
 * `pin` on, and hands their addresses to the device.
 * @returns `'registered'`, or `'EFAULT'` where a page cannot be pinned, `'EOPNOTSUPP'` on DAX
 */
export const registerRegion = kernelFunction(
  'ib_uverbs_reg_mr',
  function* (k: Machine, region: Region, pte: number, pin: number, pages: number) {
    const outcome = yield* pinRegion(k, pte, pin, 0, pages);
    if (outcome !== 'pinned') return outcome;
    yield* k.step('hand the pages to the device', {
      do: () => {
        region.registered = true;
      },
      cost: k.costs.rdma.register,
    });
    return 'registered';
  },
);

/**
 * `ibv_dereg_mr`, and the last close alike: the device forgets the key, once no message is under way
 * any more, and the pages are marked dirty and released.
 */
export const deregisterRegion = kernelFunction(
  'ib_uverbs_dereg_mr',
  function* (k: Machine, region: Region, pin: number, pages: number) {
    yield* k.step('take the key from the device', {
      when: () => !region.busy,
      do: () => {
        region.registered = false;
      },
      cost: k.costs.rdma.deregister,
      waitsFor: 'the message under way',
    });
    yield* unpinPagesDirtyLock(k, pin, pin + pages);
  },
);

/** Until whoever has the region gives it up. Only user space knows when. */
export const untilLetGo = kernelFunction('use_the_region', function* (k: Machine) {
  yield* k.sleep(k.costs.rdma.hold, { label: 'let go of the region, or be killed', owner: 'user' });
});

/**
 * A process with one region: registers it, and lets go of it when it likes. Being killed ends the
 * region in the same way, after the process's page tables are gone.
 * @returns `'deregistered'`, or why it gets no region
 */
export const regionOwner = kernelFunction(
  'rdma_process',
  function* (k: Machine, region: Region, pte: number, pin: number, pages: number) {
    const outcome = yield* registerRegion(k, region, pte, pin, pages);
    if (outcome !== 'registered') return outcome;
    yield* untilLetGo(k);
    yield* deregisterRegion(k, region, pin, pages);
    return 'deregistered';
  },
);

/** The device writes one message of a page into the page that a pin holds, and says so. */
export const receive = kernelFunction(
  'hca_receive',
  function* (k: Machine, region: Region, pte: number, pin: number, message: number, token: number) {
    const cost = k.costs.rdma.wire;
    yield* k.step('write sector 0', {
      owner: 'device',
      do: () => writeMemory(k, k.pins[pin]!, 0, token, ghostOf(k, message), k.ptes[pte]!),
      cost,
    });
    yield* k.step('write sector 1', {
      owner: 'device',
      do: () => writeMemory(k, k.pins[pin]!, 1, token, ghostOf(k, message), k.ptes[pte]!),
      cost,
    });
    yield* k.step('post the completion', {
      owner: 'device',
      do: () => {
        region.busy = false;
        k.messages[message]!.state = 'landed';
      },
      cost: k.costs.rdma.completion,
    });
  },
);

/**
 * The adapter, with the peers behind it: peers may send the messages from `message` up to `end`, one
 * after the other, whenever they like while the key is good, or never. Each writes the page that
 * was pinned through PTE `pte` and is held by `pin`; the first delivers the content `token`, the next one the token after it.
 */
export const adapter = kernelFunction(
  'hca',
  function* (k: Machine, region: Region, pte: number, pin: number, message: number, end: number, token: number) {
    if (message === end) return;
    yield* k.sleep(k.costs.rdma.peer, { label: 'a peer sends a message', owner: 'user' });
    yield* k.step('take the message: its key is good', {
      owner: 'device',
      when: () => region.registered,
      do: () => {
        region.busy = true;
      },
      cost: k.costs.rdma.message,
      waitsFor: 'a registered region',
    });
    yield* receive(k, region, pte, pin, message, token);
    return again(region, pte, pin, message + 1, end, token + 1);
  },
);

/** `ibv_poll_cq`: user space looks at all completions that there are. It does not wait. */
export const pollCompletions = kernelFunction('ibv_poll_cq', function* (k: Machine) {
  yield* k.step('look at the completion queue', {
    do: () => {
      let seen = 0;
      k.messages.forEach((message, m) => {
        if (message.state !== 'landed') return;
        message.state = 'seen';
        seen++;
        transferVisible(k, ghostOf(k, m), true);
      });
      return seen;
    },
    cost: k.costs.cpu.flag,
  });
});
