// Truncation begins first, and both go on by turns.
import type { Op, PlaySteps } from 'pinlab';

export function* play(k: PlaySteps): Op {
  yield* k.run('truncate', 1);
  yield* k.run('read', 10);
  yield* k.run('truncate', 1);
  yield* k.run('read', 4);
  yield* k.run('truncate', 10);
  yield* k.run('read', 4);
  yield* k.run('read', 3);
}
