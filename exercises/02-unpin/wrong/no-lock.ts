// Fails 02-unpin/lets-go: set_page_dirty needs the page lock.
import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  yield* k.waitForDevice(pin);
  const page = yield* k.pageOf(pin);
  if (page !== null) yield* k.setDirty(page);
  yield* k.dropPin(pin);
}
