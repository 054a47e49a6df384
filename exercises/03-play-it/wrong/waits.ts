// Fails 03-play-it/moves: truncation waits for somebody, and is asked to go on all the same.
import type { Op, PlaySteps } from 'pinlab';

export function* play(k: PlaySteps): Op {
  yield* k.run('read', 17);
  yield* k.run('truncate', 40);
  yield* k.run('read', 4);
}
