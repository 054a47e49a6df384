// Fails 03-play-it/moves: there is no such task.
import type { Op, PlaySteps } from 'pinlab';

export function* play(k: PlaySteps): Op {
  yield* k.run('read', 14);
  yield* k.run('worker', 3);
}
