// Fails 08-long-term/name: it refuses by name whoever may hold pages for good, and with them the short reads of io_uring.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  const api = yield* k.api(request);
  const memory = yield* k.memory(request);
  if (api !== 'O_DIRECT' && memory === 'file') return 'EFAULT';
  if (yield* k.pin(request)) return 'pinned';
  return 'EFAULT';
}
