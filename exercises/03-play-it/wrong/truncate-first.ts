// Fails 03-play-it/harm: the page has left before it is pinned: the read gets another, or an error.
import type { Op, PlaySteps } from 'pinlab';

export function* play(k: PlaySteps): Op {
  yield* k.run('truncate', 12);
  yield* k.run('read', 2);
}
