// Fails 10-notifier/retry: it asks, lets go of the lock, and installs: the invalidation comes in between.
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
  if (page === null) return 'error';
  yield* k.lock();
  const moved = yield* k.moved(at);
  yield* k.unlock();
  if (moved) return k.retry();
  yield* k.lock();
  yield* k.install(at, page);
  yield* k.unlock();
  return 'mapped';
}
