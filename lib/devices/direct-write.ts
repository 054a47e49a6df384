// An O_DIRECT write whose buffer is a mapping of another file: the device reads memory.
//
// The buffer's pages are held for reading: no write fault, no page_mkwrite, nothing becomes dirty.
// Nothing keeps a CPU from storing into them while the device reads either, so what the target gets
// may be neither what was there before nor what is there after; with a checksum computed at
// submission it may contradict that (commits 968f19c5b1b7 and 7c2830f00c3e, btrfs). Since 7.0 xfs
// writes a copy where its device needs stable pages (IOMAP_DIO_BOUNCE).
//
// The target has no page in the cache, so nothing is invalidated; its inode lock is held throughout,
// as for a write into a hole. What fsync promises of the target is not noted.
import { kernelFunction, type RecordOf } from '../engine/index.js';
import { takeSector } from '../filesystems/block-device.js';
import { blockArrived, isChecksummed, mapForWriteback } from '../filesystems/block-map.js';
import { getUserPageForReading, indexOf, pinUserPageForReading, unpinUserPage } from '../gup/pin.js';
import type { Block } from '../pages/block.js';
import { nthPage } from '../pages/folio.js';
import type { FileBlock } from '../pages/inode.js';
import type { DirectWrite, Machine } from './machine.js';

/** The block that the write goes to. */
const target = (place: FileBlock): RecordOf<typeof Block> => (place.arriving ?? place.block)!;

/** Copies the buffer first where the switch says so and somebody computes a checksum: the bounce page. */
function takeCopy(k: Machine, write: DirectWrite): void {
  if (k.rules.directWrite !== 'copy-where-stable' || !isChecksummed(k)) return;
  write.copied = true;
  write.copy0 = write.page!.data0;
  write.copy1 = write.page!.data1;
}

/** What the device finds in one sector of its source. */
const sourceOf = ({ copied, copy0, copy1, page }: DirectWrite, sector: 0 | 1): number =>
  sector === 0 ? (copied ? copy0 : page!.data0) : copied ? copy1 : page!.data1;

/** Maps the target, computes the checksums, sends the request. */
const submitWrite = kernelFunction(
  'iomap_dio_bio_iter',
  function* (k: Machine, write: DirectWrite, pin: number, place: FileBlock) {
    yield* k.step('map the target, checksum the source, send the write', {
      do: () => {
        const held = k.pins[pin]!;
        write.page = nthPage(held.page!, indexOf(held));
        takeCopy(k, write);
        if (place.arriving === null) mapForWriteback(k, place);
        const block = target(place);
        block.busy = true;
        if (!isChecksummed(k)) return;
        block.sentSum0 = sourceOf(write, 0);
        block.sentSum1 = sourceOf(write, 1);
      },
      cost: k.costs.cpu.submit,
    });
  },
);

/** The device reads the source, a sector at a time, and completes. */
const serveWrite = kernelFunction('device_write_source', function* (k: Machine, write: DirectWrite, place: FileBlock) {
  const { request, sector } = k.costs.storage.costs;
  yield* k.step('the device starts the write', { owner: 'device', cost: request });
  for (const n of [0, 1] as const)
    yield* k.step(`the device takes sector ${n} from the source`, {
      owner: 'device',
      do: () => takeSector(k, target(place), n, sourceOf(write, n)),
      cost: sector,
    });
  yield* k.step('the write completes', {
    owner: 'device',
    do: () => {
      const block = target(place);
      block.busy = false;
      block.sentSum0 = block.sentSum1 = 0;
      blockArrived(k, place);
      write.page = null;
      write.copied = false;
      write.copy0 = write.copy1 = 0;
    },
    cost: k.costs.cpu.wake,
  });
});

/** The write itself, with the target's inode lock held. */
const writeLocked = kernelFunction(
  'iomap_dio_rw',
  function* (k: Machine, write: DirectWrite, pte: number, pin: number, place: FileBlock) {
    const take = k.rules.biasSeesDirectIo === 'yes' ? pinUserPageForReading : getUserPageForReading;
    if ((yield* take(k, k.ptes[pte]!, k.pins[pin]!)) === 'EFAULT') return 'EFAULT';
    yield* submitWrite(k, write, pin, place);
    yield* serveWrite(k, write, place);
    yield* unpinUserPage(k, k.pins[pin]!);
    return 'ok';
  },
);

/**
 * write(2) with O_DIRECT of the page behind PTE `pte`, held by `pin`, to one index of another file.
 * @returns `'ok'`, or `'EFAULT'` where there is no page to write
 */
export const directWrite = kernelFunction(
  'direct_write',
  function* (k: Machine, write: DirectWrite, pte: number, pin: number, place: FileBlock) {
    yield* k.step('take the target’s inode lock', {
      when: () => !place.inode!.locked && place.inode!.sharing === 0,
      do: () => {
        place.inode!.locked = true;
      },
      cost: k.costs.cpu.syscall,
      waitsFor: 'inode lock',
    });
    const outcome = yield* writeLocked(k, write, pte, pin, place);
    yield* k.step('release the target’s inode lock', () => {
      place.inode!.locked = false;
    });
    return outcome;
  },
);
