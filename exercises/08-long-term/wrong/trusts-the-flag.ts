// Fails 08-long-term/flag: it goes by FOLL_LONGTERM, which vmsplice does not say.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  const longterm = yield* k.longterm(request);
  const memory = yield* k.memory(request);
  if (longterm && memory === 'file') return 'EFAULT';
  if (yield* k.pin(request)) return 'pinned';
  return 'EFAULT';
}
