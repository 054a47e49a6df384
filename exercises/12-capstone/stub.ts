import type { Op, PolicySteps } from 'pinlab';

export function* policy(k: PolicySteps): Op {
  // Here the policy is to be put together.
  yield* k.banWritePins();
}
