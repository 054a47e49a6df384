import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  yield* k.memory(request);
  // Here it is to be decided who is let in.
  return 'EFAULT';
}
