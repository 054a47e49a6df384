// Fails 02-unpin/chunk: whether it is dirty is asked before the device’s last chunk.
import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  const page = yield* k.pageOf(pin);
  const dirty = page !== null && (yield* k.isDirty(page));
  yield* k.waitForDevice(pin);
  if (page !== null && !dirty) {
    yield* k.lock(page);
    yield* k.setDirty(page);
    yield* k.unlock(page);
  }
  yield* k.dropPin(pin);
}
