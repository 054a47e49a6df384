// Pins first and looks at what it got, as get_user_pages_longterm did; what it may not keep it drops at once.
import type { LongTermSteps, Op, RequestHandle } from 'pinlab';

function* mayKeep(k: LongTermSteps, request: RequestHandle): Op<boolean> {
  if ((yield* k.memory(request)) !== 'file') return true;
  return (yield* k.endedBy(request)) === 'device';
}

export function* pinPages(k: LongTermSteps, request: RequestHandle): Op<'pinned' | 'EFAULT'> {
  if (!(yield* k.pin(request))) return 'EFAULT';
  if (yield* mayKeep(k, request)) return 'pinned';
  yield* k.unpin(request);
  return 'EFAULT';
}
