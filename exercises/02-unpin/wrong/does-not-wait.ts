// Fails 02-unpin/lets-go: it does not wait for the device.
import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  const page = yield* k.pageOf(pin);
  if (page !== null) {
    yield* k.lock(page);
    yield* k.setDirty(page);
    yield* k.unlock(page);
  }
  yield* k.dropPin(pin);
}
