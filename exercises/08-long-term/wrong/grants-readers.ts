// Fails 08-long-term/truncate: it lets in whoever only reads: fsync is safe, and truncation waits.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  const end = yield* k.endedBy(request);
  const memory = yield* k.memory(request);
  const writes = yield* k.writes(request);
  if (end === 'user' && memory === 'file' && writes) return 'EFAULT';
  if (yield* k.pin(request)) return 'pinned';
  return 'EFAULT';
}
