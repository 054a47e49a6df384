// Fails 02-unpin/cleaned: it trusts the page to be dirty from when it was pinned.
import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  yield* k.waitForDevice(pin);
  yield* k.dropPin(pin);
}
