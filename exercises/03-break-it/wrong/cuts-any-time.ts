// Fails 03-break-it/cut: the other program may cut the power before fsync has returned.
import type { BreakItSteps, FileHandle, Op } from 'pinlab';

export function* program(k: BreakItSteps, file: FileHandle): Op {
  yield* k.directRead();
  yield* k.fsync(file);
}

export function* other(k: BreakItSteps, file: FileHandle): Op {
  yield* k.fsync(file);
  yield* k.powerCut();
}
