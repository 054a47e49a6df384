// Fails 03-break-it/driver: the driver forgets to mark the page dirty.
import type { BreakItSteps, FileHandle, Op } from 'pinlab';

export function* program(k: BreakItSteps, file: FileHandle): Op {
  yield* k.carelessRead();
  yield* k.fsync(file);
  yield* k.powerCut();
}

export function* other(k: BreakItSteps, file: FileHandle): Op {
  yield* k.fsync(file);
}
