// Fails 03-break-it/short: the page is registered for as long as user space likes.
import type { BreakItSteps, FileHandle, Op } from 'pinlab';

export function* program(k: BreakItSteps, file: FileHandle): Op {
  yield* k.receive();
  yield* k.fsync(file);
  yield* k.powerCut();
}

export function* other(k: BreakItSteps, file: FileHandle): Op {
  yield* k.fsync(file);
}
