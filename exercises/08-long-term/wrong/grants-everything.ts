// Fails 08-long-term/fsync: it lets everybody in, and fsync wait.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  if (yield* k.pin(request)) return 'pinned';
  return 'EFAULT';
}
