import type { Op, RuleSteps } from 'pinlab';

export function* rules(k: RuleSteps): Op {
  // Here the rules are to be asked for.
  yield* k.banWritePins();
}
