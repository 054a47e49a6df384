// The other program’s fsync cleans the page while the device is still writing it.
import type { BreakItSteps, FileHandle, Op } from 'pinlab';

export function* program(k: BreakItSteps, file: FileHandle): Op {
  yield* k.directRead();
  yield* k.fsync(file);
  yield* k.powerCut();
}

export function* other(k: BreakItSteps, file: FileHandle): Op {
  yield* k.fsync(file);
}
