// Fails 03-break-it/loses: nobody cleans the page while the device is writing.
import type { BreakItSteps, FileHandle, Op } from 'pinlab';

export function* program(k: BreakItSteps, file: FileHandle): Op {
  yield* k.directRead();
  yield* k.fsync(file);
  yield* k.powerCut();
}

export function* other(k: BreakItSteps, _file: FileHandle): Op {
  yield* k.store();
}
