// AF_XDP: a process registers memory, and a network adapter writes packets into the frames that
// user space has put into the fill ring.
//
// The same pin as RDMA's, by the same code: taken for good, dirty again only when the socket is closed
// (net/xdp/xdp_umem.c, xdp_umem_pin_pages: long-term from 5.1 on, see the admission table; that
// xdp_umem_unpin_pages marks the pages dirty is assumed). What differs is who chooses when the device may write: here
// user space offers each frame. A packet that finds no frame is dropped in truth; here it waits for one.
import { again, kernelFunction } from '../engine/index.js';
import type { Machine, Region } from './machine.js';
import { deregisterRegion, receive, registerRegion, untilLetGo } from './rdma.js';

/** User space puts a frame into the fill ring: the device may write it once. */
export const fillRing = kernelFunction('xsk_ring_prod__submit', function* (k: Machine, frame: number) {
  yield* k.step('put the frame into the fill ring', {
    owner: 'user',
    do: () => {
      k.messages[frame]!.state = 'offered';
    },
    cost: k.costs.cpu.flag,
  });
});

/** A process with one umem of one page: registers it, offers the frame once, closes the socket when it likes. */
export const umemOwner = kernelFunction(
  'xdp_process',
  function* (k: Machine, region: Region, pte: number, pin: number, frame: number) {
    const outcome = yield* registerRegion(k, region, pte, pin, 1);
    if (outcome !== 'registered') return outcome;
    yield* fillRing(k, frame);
    yield* untilLetGo(k);
    yield* deregisterRegion(k, region, pin, 1);
    return 'closed';
  },
);

/** The network adapter: a packet for each frame from `frame` up to `end`, whenever somebody sends one, or never. */
export const networkAdapter = kernelFunction(
  'xdp_rx',
  function* (k: Machine, region: Region, pte: number, pin: number, frame: number, end: number, token: number) {
    if (frame === end) return;
    yield* k.sleep(k.costs.rdma.peer, { label: 'a packet is sent', owner: 'user' });
    yield* k.step('take a frame from the fill ring', {
      owner: 'device',
      when: () => region.registered && k.messages[frame]!.state === 'offered',
      do: () => {
        region.busy = true;
      },
      cost: k.costs.rdma.message,
      waitsFor: 'a frame',
    });
    yield* receive(k, region, pte, pin, frame, token);
    return again(region, pte, pin, frame + 1, end, token + 1);
  },
);
