// Fails 08-long-term/fsync: it refuses, and forgets to let go of what it has pinned to find out.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  if (!(yield* k.pin(request))) return 'EFAULT';
  const end = yield* k.endedBy(request);
  const memory = yield* k.memory(request);
  return end === 'user' && memory === 'file' ? 'EFAULT' : 'pinned';
}
