import type { Op, PredictSteps } from 'pinlab';

/** What can happen, and what cannot. */
export function* predict(k: PredictSteps): Op {
  yield* k.never('first', 'H1');
}
