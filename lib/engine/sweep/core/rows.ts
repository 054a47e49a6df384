// The rows of all states met, in chunks: a chunk belongs to one level and to the thread that fills it.
//
// A row is numbered by its chunk and its place there. Segments of chunks lie anywhere in the memory;
// before its rows a segment says of each chunk how many rows it has, and after which the machine stops.
import { chunkCount, leftFrom, leftTo, segmentLimit, segments, take } from './shared';

/** Rows of a chunk, and chunks of a segment, as powers of two. */
const chunkBits: u32 = 6;
const segmentBits: u32 = 7;
export const chunkRows: u32 = 1 << chunkBits;
const segmentChunks: u32 = 1 << segmentBits;
/** Before a segment's rows: for each chunk a byte with its rows, then 64 bits with those that stop. */
const headBytes: usize = 9 * segmentChunks;

/** Bytes of a row, and of a segment. */
let stride: usize = 0;
let segmentBytes: usize = 0;
/** No chunk. */
const none: u32 = u32.MAX_VALUE;
/** What stands for a segment that there was no room for. */
const missing: usize = 1;
/** The chunk that this thread fills, and how many rows it has; all of them where there is none. */
let chunk: u32 = none;
let filled: u32 = chunkRows;

/** Says how many bytes a row has. */
export function openRows(rowBytes: usize): void {
  stride = rowBytes;
  segmentBytes = headBytes + stride * chunkRows * segmentChunks;
  chunk = none;
  filled = chunkRows;
}

function segmentOf(chunk: u32): usize {
  return atomic.load<usize>(segments + ((<usize>(chunk >> segmentBits)) << 2));
}

/** Where a chunk's rows begin. */
export function rowsOf(chunk: u32): usize {
  return segmentOf(chunk) + headBytes + stride * ((<usize>(chunk & (segmentChunks - 1))) << chunkBits);
}

/** Where a row is. */
export function rowAt(row: u32): usize {
  return rowsOf(row >> chunkBits) + stride * <usize>(row & (chunkRows - 1));
}

/** How many rows a chunk has. */
export function rowsIn(chunk: u32): u32 {
  return load<u8>(segmentOf(chunk) + (chunk & (segmentChunks - 1)));
}

function stopsAt(chunk: u32): usize {
  return segmentOf(chunk) + segmentChunks + ((<usize>(chunk & (segmentChunks - 1))) << 3);
}

/** After which of a chunk's rows the machine stops, a bit each. */
export function stopsIn(chunk: u32): u64 {
  return load<u64>(stopsAt(chunk));
}

/** Whether there is a row of this number, and the machine goes on after it. */
export function goesOn(row: u32): bool {
  const chunk = row >> chunkBits;
  const place = row & (chunkRows - 1);
  return place < rowsIn(chunk) && ((stopsIn(chunk) >> place) & 1) === 0;
}

/** Says that the machine stops after a row of this thread. */
export function stopAfter(row: u32): void {
  const at = stopsAt(row >> chunkBits);
  store<u64>(at, load<u64>(at) | ((<u64>1) << (row & (chunkRows - 1))));
}

/** The number of this thread's next row, −1 where there is no room for it. */
export function nextRow(): i32 {
  if (filled === chunkRows && !openChunk()) return -1;
  return (chunk << chunkBits) | filled;
}

/** The next row is filled. */
export function keepRow(): void {
  filled++;
  if (filled === chunkRows) closeChunk();
}

/** Ends this thread's chunk: what it fills from now on is of the next level. */
export function closeChunk(): void {
  if (chunk !== none) store<u8>(segmentOf(chunk) + (chunk & (segmentChunks - 1)), <u8>filled);
  chunk = none;
  filled = chunkRows;
}

function openChunk(): bool {
  const opened = atomic.add<u32>(chunkCount, 1);
  const segment = opened >> segmentBits;
  if (segment >= <u32>segmentLimit) return false;
  const at = segments + ((<usize>segment) << 2);
  // The thread with a segment's first chunk makes the segment; who comes meanwhile waits.
  if ((opened & (segmentChunks - 1)) === 0) {
    const room = segmentRoom();
    atomic.store<usize>(at, room === 0 ? missing : room);
  }
  let made = atomic.load<usize>(at);
  while (made === 0) made = atomic.load<usize>(at);
  if (made === missing) return false;
  chunk = opened;
  filled = 0;
  return true;
}

/** Room for a segment: what an outgrown table left, else new. */
function segmentRoom(): usize {
  let from = atomic.load<usize>(leftFrom);
  while (load<usize>(leftTo) - from >= segmentBytes) {
    const found = atomic.cmpxchg<usize>(leftFrom, from, from + segmentBytes);
    if (found === from) {
      memory.fill(from, 0, headBytes);
      return from;
    }
    from = found;
  }
  return take(segmentBytes);
}
