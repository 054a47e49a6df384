// Fails 10-notifier/retry: it installs what it walked without asking whether that still holds.
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
  yield* k.install(at, page);
  yield* k.unlock();
  return 'mapped';
}
