// A thread's part of a level: chunk by chunk, until none is left or all threads are to meet.
import { flush, isFull } from './batch';
import { expand } from './expand';
import { closeChunk, rowsIn, rowsOf, stopsIn } from './rows';
import { halt, levelEnd, nextChunk } from './shared';

/** Why a thread stopped: nothing of the level is left for it; so much was asked for; all are to meet. */
const done: i32 = 0;
const paused: i32 = 1;
const halted: i32 = 2;

let stride: usize = 0;
/** The states of the chunk at hand that are not expanded yet, and after which of them the machine stops. */
let row: usize = 0;
let end: usize = 0;
let stops: u64 = 0;
/** Steps taken. */
let steps: u64 = 0;

/** Says how many bytes a row has. */
export function openLevel(rowBytes: usize): void {
  stride = rowBytes;
  row = end = 0;
  steps = 0;
}

/** Expands at most so many chunks of the level: why it stopped. */
export function work(chunks: u32): i32 {
  let left = chunks;
  while (true) {
    if (isFull() && !flush()) return halted;
    if (row === end) {
      if (atomic.load<i32>(halt) !== 0) return halted;
      if (left === 0) return paused;
      left--;
      if (!nextOf()) {
        if (!flush()) return halted;
        closeChunk();
        return done;
      }
    }
    if ((stops & 1) === 0) steps += expand(row);
    stops >>= 1;
    row += stride;
  }
}

/** Turns to the next chunk of the level; false where none is left. */
function nextOf(): bool {
  let chunk = atomic.add<u32>(nextChunk, 1);
  while (chunk < load<u32>(levelEnd)) {
    const count = rowsIn(chunk);
    if (count > 0) {
      row = rowsOf(chunk);
      end = row + stride * <usize>count;
      stops = stopsIn(chunk);
      return true;
    }
    chunk = atomic.add<u32>(nextChunk, 1);
  }
  return false;
}

/** Looks up what was handed over without expanding: the first state. */
export function begin(): bool {
  if (!flush()) return false;
  closeChunk();
  return true;
}

/** The steps taken by this thread. */
export function stepsTaken(): f64 {
  return <f64>steps;
}
