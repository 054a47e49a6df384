// Fails 03-break-it/cut: nobody looks what is on the medium.
import type { BreakItSteps, FileHandle, Op } from 'pinlab';

export function* program(k: BreakItSteps, file: FileHandle): Op {
  yield* k.directRead();
  yield* k.fsync(file);
}

export function* other(k: BreakItSteps, file: FileHandle): Op {
  yield* k.fsync(file);
}
