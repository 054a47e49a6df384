// Fails 03-play-it/harm: the read is over before the page leaves its file.
import type { Op, PlaySteps } from 'pinlab';

export function* play(k: PlaySteps): Op {
  yield* k.run('read', 21);
  yield* k.run('truncate', 12);
}
