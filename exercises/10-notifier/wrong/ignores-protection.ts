// Fails 10-notifier/protection: it takes write-protection for somebody else’s business.
import type { NotifierSteps, Op, TranslationHandle, Why } from 'pinlab';

export function* invalidate(k: NotifierSteps, at: TranslationHandle, why: Why): Op {
  if (why === 'PROTECTION_PAGE') return;
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
  if (yield* k.moved(at)) {
    yield* k.unlock();
    return k.retry();
  }
  yield* k.install(at, page);
  yield* k.unlock();
  return 'mapped';
}
