// Fails 07-predict-it/second: who waits until the pin has gone takes no page away under it.
import type { Op, PredictSteps } from 'pinlab';

export function* predict(k: PredictSteps): Op {
  yield* k.sometimes('first', 'H1');
  yield* k.sometimes('first', 'H2');
  yield* k.never('first', 'H4');
  yield* k.never('first', 'deadlock');
  yield* k.never('second', 'H1');
  yield* k.never('second', 'H2');
  yield* k.sometimes('second', 'H4');
  yield* k.sometimes('second', 'deadlock');
  yield* k.never('third', 'H1');
  yield* k.never('third', 'H2');
  yield* k.never('third', 'H4');
  yield* k.never('third', 'deadlock');
}
