import type { BreakItSteps, FileHandle, Op } from 'pinlab';

/** What one program does; the file’s page is mapped. */
export function* program(k: BreakItSteps, file: FileHandle): Op {
  yield* k.store();
  yield* k.fsync(file);
}

/** What another one does meanwhile. */
export function* other(_k: BreakItSteps, _file: FileHandle): Op {
  // Here is the one that is in the way.
}
