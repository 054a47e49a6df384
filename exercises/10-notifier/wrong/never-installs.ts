// Fails 10-notifier/maps: it walks the page table and leaves nothing behind: the device finds nothing and faults again.
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
  if (yield* k.moved(at)) {
    yield* k.unlock();
    return k.retry();
  }
  yield* k.unlock();
  return 'mapped';
}
