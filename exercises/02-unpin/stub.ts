import type { Op, PinHandle, UnpinSteps } from 'pinlab';

export function* finishDma(k: UnpinSteps, pin: PinHandle): Op<void> {
  const page = yield* k.pageOf(pin);
  if (page === null) return;
  // Here the device is to be awaited, the page to be marked dirty, the pin to be dropped.
}
