// A store makes the page dirty first; background writeback cleans it when it likes.
import type { BreakItSteps, FileHandle, Op } from 'pinlab';

export function* program(k: BreakItSteps, _file: FileHandle): Op {
  yield* k.writeback();
}

export function* other(k: BreakItSteps, file: FileHandle): Op {
  yield* k.store();
  yield* k.directRead();
  yield* k.fsync(file);
  yield* k.powerCut();
}
