// Holds the page for as long as the fault takes, and leaves it to the device to fault again where it came too late.
import type { NotifierSteps, Op, TranslationHandle, Why } from 'pinlab';

export function* invalidate(k: NotifierSteps, at: TranslationHandle, _why: Why): Op {
  yield* k.lock();
  yield* k.moveOn(at);
  const written = yield* k.zap(at);
  yield* k.waitForDevice(at);
  yield* k.unlock();
  if (written !== null) yield* k.setDirty(written);
}

export function* fault(k: NotifierSteps, at: TranslationHandle): Op<'mapped' | 'error'> {
  yield* k.readBegin(at);
  const page = yield* k.walkAndHold(at);
  if (page === null) return 'error';
  yield* k.lock();
  if (!(yield* k.moved(at))) yield* k.install(at, page);
  yield* k.unlock();
  yield* k.drop(at);
  return 'mapped';
}
