// The read gets its pin; truncation takes the page away; the device delivers.
import type { Op, PlaySteps } from 'pinlab';

export function* play(k: PlaySteps): Op {
  yield* k.run('read', 14);
  yield* k.run('truncate', 12);
  yield* k.run('read', 7);
}
