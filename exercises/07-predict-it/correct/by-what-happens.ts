// What happens, and of all the rest that it does not.
import type { Op, PredictSteps } from 'pinlab';

type What = 'H1' | 'H2' | 'H4' | 'deadlock';

const happens: { readonly [S in 'first' | 'second' | 'third']: readonly What[] } = {
  third: [],
  second: ['deadlock'],
  first: ['H2', 'H1'],
};

export function* predict(k: PredictSteps): Op {
  for (const scenario of ['third', 'second', 'first'] as const)
    for (const what of ['deadlock', 'H4', 'H2', 'H1'] as const)
      if (happens[scenario].includes(what)) yield* k.sometimes(scenario, what);
      else yield* k.never(scenario, what);
}
