// What all threads of a search share at the beginning of its memory, and how room is taken behind it.
//
// The memory only grows. A thread takes room by moving `top`; what it takes is filled with zeros, or,
// where it comes from a table that was outgrown, is cleared by the one who takes it.

/** Where each number lies, in bytes. The first cells belong to the threads' meeting (see ../meeting.ts). */
const top: usize = 256;
const growing: usize = 260;
/** Rows' room that an outgrown table left. */
export const leftFrom: usize = 264;
export const leftTo: usize = 268;
/** States of all threads. */
export const stateCount: usize = 272;
/** Chunks that hold rows or soon will. */
export const chunkCount: usize = 276;
/** The next chunk of the level to be expanded, and the chunk after its last. */
export const nextChunk: usize = 280;
export const levelEnd: usize = 284;
/** The table of states: where it is, the shift that makes a slot of a hash, and states it may hold. */
export const table: usize = 288;
export const tableShift: usize = 292;
export const tableLimit: usize = 296;
/** Not 0 when all threads are to meet, and when there was no room for a state. */
export const halt: usize = 304;
export const spent: usize = 308;
/** Successors that the largest batch of a thread has room for. */
export const largestBatch: usize = 312;
/** Where each segment of rows begins. */
export const segments: usize = 1024;
/** Segments there may be. */
export const segmentLimit: usize = 1 << 16;

/** Most bytes that are taken: what can be addressed, but for the last page. */
const mostBytes: usize = 0xffff0000;
const pageBytes: usize = 1 << 16;
/** Pages by which the memory grows at least. */
const leastGrowth: i32 = 16;

/** Says where free room begins, in a memory that no thread has used. */
export function openRoom(): void {
  store<usize>(top, segments + 4 * segmentLimit);
}

/** Takes room; 0 where there is none. */
export function take(bytes: usize): usize {
  const size = (bytes + 7) & ~7;
  let at = atomic.load<usize>(top);
  while (true) {
    if (size < bytes || at > mostBytes || size > mostBytes - at) return 0;
    // Never past the end, not even for a moment: another thread would begin again at 0.
    const found = atomic.cmpxchg<usize>(top, at, at + size);
    if (found === at) break;
    at = found;
  }
  const end = at + size;
  while (end > <usize>memory.size() * pageBytes) {
    if (atomic.cmpxchg<i32>(growing, 0, 1) !== 0) continue;
    const missing = <i32>((end + pageBytes - 1) / pageBytes) - memory.size();
    const grown =
      missing <= 0 || memory.grow(max(missing, max(leastGrowth, memory.size() >> 3))) >= 0 || memory.grow(missing) >= 0;
    atomic.store<i32>(growing, 0);
    if (!grown) return 0;
  }
  return at;
}

/** Takes room that there must be. */
export function mustTake(bytes: usize): usize {
  const at = take(bytes);
  if (at === 0) unreachable();
  return at;
}

/** Bytes taken so far. */
export function taken(): usize {
  return atomic.load<usize>(top);
}
