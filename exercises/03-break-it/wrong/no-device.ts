// Fails 03-break-it/dma: only CPUs write the page.
import type { BreakItSteps, FileHandle, Op } from 'pinlab';

export function* program(k: BreakItSteps, file: FileHandle): Op {
  yield* k.store();
  yield* k.fsync(file);
  yield* k.powerCut();
}

export function* other(k: BreakItSteps, file: FileHandle): Op {
  yield* k.store();
  yield* k.fsync(file);
}
