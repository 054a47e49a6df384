// Fails 10-notifier/error: where there is no page it says that there is one, and the device tries for ever.
import type { NotifierSteps, Op, TranslationHandle, Why } from 'pinlab';

export function* invalidate(k: NotifierSteps, at: TranslationHandle, _why: Why): Op {
  yield* k.lock();
  yield* k.moveOn(at);
  const written = yield* k.zap(at);
  yield* k.unlock();
  yield* k.waitForDevice(at);
  if (written !== null) yield* k.setDirty(written);
}

export function* fault(k: NotifierSteps, at: TranslationHandle): Op<'mapped' | 'error'> {
  yield* k.readBegin(at);
  const page = yield* k.walk(at);
  if (page === null) return 'mapped';
  yield* k.lock();
  if (yield* k.moved(at)) {
    yield* k.unlock();
    return k.retry();
  }
  yield* k.install(at, page);
  yield* k.unlock();
  return 'mapped';
}
