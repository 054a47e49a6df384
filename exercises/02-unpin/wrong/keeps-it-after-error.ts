// Fails 02-unpin/error: the error path returns without dropping the pin.
import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  yield* k.waitForDevice(pin);
  const page = yield* k.pageOf(pin);
  if (yield* k.failed(pin)) return;
  if (page !== null) {
    yield* k.lock(page);
    yield* k.setDirty(page);
    yield* k.unlock(page);
  }
  yield* k.dropPin(pin);
}
