// Fails 08-long-term/short: nobody is held hostage where nobody is let in.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  yield* k.memory(request);
  return 'EFAULT';
}
