import type { NotifierSteps, Op, TranslationHandle, Why } from 'pinlab';

/** The entry of the CPU’s page table is about to change: the device must have let go of it when this returns. */
export function* invalidate(k: NotifierSteps, at: TranslationHandle, _why: Why): Op {
  yield* k.lock();
  // Here the device has to lose what it knows of the entry.
  yield* k.unlock();
  yield* k.waitForDevice(at);
}

/** The device needs the address for writing, and its table has no entry that will do. */
export function* fault(k: NotifierSteps, at: TranslationHandle): Op<'mapped' | 'error'> {
  yield* k.readBegin(at);
  // Here the device has to be given a page.
  return 'error';
}
