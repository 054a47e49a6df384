// Fails 02-unpin/lets-go: the pin is never dropped.
import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  yield* k.waitForDevice(pin);
  const page = yield* k.pageOf(pin);
  if (page !== null) {
    yield* k.lock(page);
    yield* k.setDirty(page);
    yield* k.unlock(page);
  }
}
