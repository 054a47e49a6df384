// Fails 07-predict-it/first: nothing ever happens.
import type { Op, PredictSteps } from 'pinlab';

export function* predict(k: PredictSteps): Op {
  yield* k.never('first', 'H1');
  yield* k.never('first', 'H2');
  yield* k.never('first', 'H4');
  yield* k.never('first', 'deadlock');
  yield* k.never('second', 'H1');
  yield* k.never('second', 'H2');
  yield* k.never('second', 'H4');
  yield* k.never('second', 'deadlock');
  yield* k.never('third', 'H1');
  yield* k.never('third', 'H2');
  yield* k.never('third', 'H4');
  yield* k.never('third', 'deadlock');
}
