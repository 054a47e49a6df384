import type { Op, PlaySteps } from 'pinlab';

/** Your moves. */
export function* play(k: PlaySteps): Op {
  yield* k.run('read', 0);
}
