// Fails 10-notifier/retry: its invalidation leaves no trace for a fault that is under way.
import type { NotifierSteps, Op, TranslationHandle, Why } from 'pinlab';

export function* invalidate(k: NotifierSteps, at: TranslationHandle, _why: Why): Op {
  yield* k.lock();
  const written = yield* k.zap(at);
  yield* k.unlock();
  yield* k.waitForDevice(at);
  if (written !== null) yield* k.setDirty(written);
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
