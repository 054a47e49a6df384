// Decides by lifetime and memory, before anything is pinned.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  const end = yield* k.endedBy(request);
  const memory = yield* k.memory(request);
  if (end === 'user' && memory === 'file') return 'EFAULT';
  if (yield* k.pin(request)) return 'pinned';
  return 'EFAULT';
}
