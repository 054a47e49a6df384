// Fails 08-long-term/anonymous: it refuses every long pin, of whatever memory.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  const end = yield* k.endedBy(request);
  if (end === 'user') return 'EFAULT';
  if (yield* k.pin(request)) return 'pinned';
  return 'EFAULT';
}
