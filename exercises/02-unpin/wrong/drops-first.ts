// Fails 02-unpin/lets-go: it drops the pin, and marks a page dirty that it no longer holds.
import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  yield* k.waitForDevice(pin);
  const page = yield* k.pageOf(pin);
  yield* k.dropPin(pin);
  if (page !== null) {
    yield* k.lock(page);
    yield* k.setDirty(page);
    yield* k.unlock(page);
  }
}
