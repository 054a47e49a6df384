// Looks first: a page that is dirty after the device’s last write will be written.
import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  yield* k.waitForDevice(pin);
  const page = yield* k.pageOf(pin);
  const failed = yield* k.failed(pin);
  if (page !== null && !failed && !(yield* k.isDirty(page))) {
    yield* k.lock(page);
    yield* k.setDirty(page);
    yield* k.unlock(page);
  }
  yield* k.dropPin(pin);
}
