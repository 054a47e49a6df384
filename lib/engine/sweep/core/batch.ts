// Successors that wait to be looked up.
//
// Looking a state up misses the cache twice: in the table and in the rows. Where many are looked up
// one after the other, the processor overlaps those misses; so what steps lead to is collected, and
// looked up a batch at a time.
import { found, look } from './host';
import { stopAfter } from './rows';
import { halt, largestBatch, mustTake, spent, stateCount, take } from './shared';
import { enter, firstSlot, hashOf, noRoom, rowOf, tooSmallFor } from './states';
import { find } from './written';

/** About how many successors are looked up at a time, and for how many there is room at first. */
const enough: u32 = 192;
const firstCapacity: u32 = 1024;

let stride: usize = 0;
let rows: usize = 0;
let hashes: usize = 0;
let count: u32 = 0;
let capacity: u32 = 0;
/** Keeps looks that are there for the cache alone from being taken for useless. */
let seen: u64 = 0;
/** Threads that may fill the table at the same time. */
let threads: u32 = 1;
/** Whether anything is looked for in a state, and where it is written what was found; 0 where it is not. */
let judging: bool = false;
let judged: usize = 0;
/** The harms found so far by this thread, a bit each. */
let harms: u32 = 0;

/** Takes the room. */
export function openBatch(rowBytes: usize, sharing: u32): void {
  stride = rowBytes;
  threads = sharing;
  count = 0;
  harms = 0;
  judging = false;
  capacity = firstCapacity;
  rows = mustTake(stride * capacity);
  hashes = mustTake(4 * capacity);
  tellCapacity();
}

/** The table must have room for a batch of every thread. */
function tellCapacity(): void {
  if (capacity > atomic.load<u32>(largestBatch)) atomic.store<u32>(largestBatch, capacity);
}

/** States are to be looked at; where it is written what was found in them, 0 where it is not. */
export function judgeBy(table: usize): void {
  judging = true;
  judged = table;
}

/** Where the next successor is to be written. */
export function nextPlace(): usize {
  return rows + stride * <usize>count;
}

/** Keeps the successor that was written there. */
export function keepPlace(): void {
  store<u32>(hashes + ((<usize>count) << 2), hashOf(nextPlace()));
  count++;
  if (count === capacity && !grow()) {
    count = 0;
    meet(true);
  }
}

/** Makes twice the room; false where there is none. */
function grow(): bool {
  const moreRows = take(2 * stride * capacity);
  const moreHashes = take(8 * capacity);
  if (moreRows === 0 || moreHashes === 0) return false;
  memory.copy(moreRows, rows, stride * capacity);
  memory.copy(moreHashes, hashes, 4 * capacity);
  rows = moreRows;
  hashes = moreHashes;
  capacity *= 2;
  tellCapacity();
  return true;
}

/** Whether it is time to look them up. */
export function isFull(): bool {
  return count >= enough;
}

/** Looks them up unless the table must grow first: false then. */
export function flush(): bool {
  if (count === 0) return true;
  if (tooSmallFor(threads * atomic.load<u32>(largestBatch))) {
    meet(false);
    return false;
  }
  lookUp();
  return true;
}

/** Has all threads meet; with no room left, for the last time. */
function meet(withoutRoom: bool): void {
  if (withoutRoom) atomic.store<i32>(spent, 1);
  atomic.store<i32>(halt, 1);
}

function lookUp(): void {
  touch();
  const end = rows + stride * <usize>count;
  let fresh: u32 = 0;
  let hash = hashes;
  for (let row = rows; row < end; row += stride) {
    const number = enter(row, load<u32>(hash));
    hash += 4;
    if (number < 0) {
      if (number === noRoom) meet(true);
      continue;
    }
    fresh++;
    if (judging) inspect(number, row);
  }
  atomic.add<u32>(stateCount, fresh);
  count = 0;
}

/**
 * Looks at the memory that a batch needs and does nothing with it: loads that depend on nothing
 * overlap, so what comes after finds it in the cache.
 */
function touch(): void {
  const end = hashes + ((<usize>count) << 2);
  let sum = seen;
  for (let at = hashes; at < end; at += 4) sum ^= firstSlot(load<u32>(at));
  for (let at = hashes; at < end; at += 4) {
    const slot = firstSlot(load<u32>(at));
    if (slot !== 0 && <u32>slot === load<u32>(at)) sum ^= load<u64>(rowOf(slot));
  }
  seen = sum;
}

/** Looks for harms in a new state, and whether the machine stops there. */
function inspect(number: i32, row: usize): void {
  let at: usize = judged === 0 ? 0 : find(judged, row);
  if (at === 0) at = look(row);
  const fresh = load<u32>(at) & ~harms;
  if (fresh !== 0) {
    harms |= fresh;
    found(fresh);
  }
  if (load<u32>(at, 4) !== 0) stopAfter(number);
}
