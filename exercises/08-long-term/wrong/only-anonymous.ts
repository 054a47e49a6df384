// Fails 08-long-term/shmem: it takes shmem for a file like any other.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  const end = yield* k.endedBy(request);
  const memory = yield* k.memory(request);
  if (end === 'user' && memory !== 'anonymous') return 'EFAULT';
  if (yield* k.pin(request)) return 'pinned';
  return 'EFAULT';
}
