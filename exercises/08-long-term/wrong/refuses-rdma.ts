// Fails 08-long-term/others: it refuses RDMA by name, and lets AF_XDP in.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  const api = yield* k.api(request);
  const memory = yield* k.memory(request);
  if (api === 'RDMA' && memory === 'file') return 'EFAULT';
  if (yield* k.pin(request)) return 'pinned';
  return 'EFAULT';
}
