// Fails 02-unpin/cleaned: that the page was dirty when it was pinned says nothing about now.
import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  yield* k.waitForDevice(pin);
  const page = yield* k.pageOf(pin);
  if (page !== null && !(yield* k.wasDirty(pin))) {
    yield* k.lock(page);
    yield* k.setDirty(page);
    yield* k.unlock(page);
  }
  yield* k.dropPin(pin);
}
