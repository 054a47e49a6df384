// Fails 03-play-it/harm: read() has not returned: nobody has been told that the data is there.
import type { Op, PlaySteps } from 'pinlab';

export function* play(k: PlaySteps): Op {
  yield* k.run('read', 14);
  yield* k.run('truncate', 12);
  yield* k.run('read', 6);
}
