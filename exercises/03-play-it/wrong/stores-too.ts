// Fails 03-play-it/shortest: the store is nobody’s business here.
import type { Op, PlaySteps } from 'pinlab';

export function* play(k: PlaySteps): Op {
  yield* k.run('store', 1);
  yield* k.run('read', 14);
  yield* k.run('truncate', 12);
  yield* k.run('read', 7);
}
