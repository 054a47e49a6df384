// Fails 10-notifier/dirty: it forgets that the device may have written the page.
import type { NotifierSteps, Op, TranslationHandle, Why } from 'pinlab';

export function* invalidate(k: NotifierSteps, at: TranslationHandle, _why: Why): Op {
  yield* k.lock();
  yield* k.moveOn(at);
  yield* k.zap(at);
  yield* k.unlock();
  yield* k.waitForDevice(at);
}

export function* fault(k: NotifierSteps, at: TranslationHandle): Op<'mapped' | 'error'> {
  yield* k.readBegin(at);
  const page = yield* k.walk(at);
  if (page === null) return 'error';
  yield* k.lock();
  if (yield* k.moved(at)) {
    yield* k.unlock();
    return k.retry();
  }
  yield* k.install(at, page);
  yield* k.unlock();
  return 'mapped';
}
