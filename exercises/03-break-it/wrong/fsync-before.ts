// Fails 03-break-it/loses: fsync is called before the read: it promises the store, and keeps it.
import type { BreakItSteps, FileHandle, Op } from 'pinlab';

export function* program(k: BreakItSteps, file: FileHandle): Op {
  yield* k.store();
  yield* k.fsync(file);
  yield* k.directRead();
  yield* k.powerCut();
}

export function* other(k: BreakItSteps, file: FileHandle): Op {
  yield* k.fsync(file);
}
