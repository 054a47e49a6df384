// Fails 02-unpin/chunk: the page is marked before the device’s last chunk.
import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  const page = yield* k.pageOf(pin);
  if (page !== null) {
    yield* k.lock(page);
    yield* k.setDirty(page);
    yield* k.unlock(page);
  }
  yield* k.waitForDevice(pin);
  yield* k.dropPin(pin);
}
