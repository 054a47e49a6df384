// Fails 03-break-it/loses: a store after the read goes the way of all stores, and fsync finds it.
import type { BreakItSteps, FileHandle, Op } from 'pinlab';

export function* program(k: BreakItSteps, file: FileHandle): Op {
  yield* k.directRead();
  yield* k.store();
  yield* k.fsync(file);
  yield* k.powerCut();
}

export function* other(k: BreakItSteps, file: FileHandle): Op {
  yield* k.fsync(file);
}
