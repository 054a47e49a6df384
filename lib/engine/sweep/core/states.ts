// The table of states: finds a row among all that were met, by its hash.
//
// A slot holds a row's number + 1 and its hash, 0 while it is free. A row's first slot is its hash's
// upper bits, so that a larger table has its rows in the same order. Threads enter rows at the same
// time: the row is written first, then its slot is exchanged for a free one; who comes second finds
// the row there.
import { keepRow, nextRow, rowAt } from './rows';
import { leftFrom, leftTo, stateCount, table, tableLimit, tableShift, take } from './shared';

/** The row was there already; the row could not be kept. */
export const known: i32 = -1;
export const noRoom: i32 = -2;

/** Slots at first, as a power of two. */
const firstBits: i32 = 15;
/** Of the slots, so many eighths may be in use. */
const eighths: u32 = 5;

/** Pairs of words in a row. */
let pairs: usize = 0;
/** This thread's copies of what is shared: they change while all threads wait. */
let slots: usize = 0;
let shift: u32 = 0;
let mask: u32 = 0;

/** Says how many pairs of words a row has. */
export function openStates(rowPairs: usize): void {
  pairs = rowPairs;
}

/** Makes the first table. */
export function firstTable(): void {
  makeTable(firstBits);
}

/** Bytes of the table. */
export function tableBytes(): usize {
  return (<usize>8) << (32 - load<u32>(tableShift));
}

function makeTable(bits: i32): bool {
  const made = take((<usize>8) << bits);
  if (made === 0) return false;
  store<usize>(table, made);
  store<u32>(tableShift, 32 - bits);
  store<u32>(tableLimit, ((<u32>1) << (bits - 3)) * eighths);
  return true;
}

/** Looks again at what is shared, after all have waited. */
export function seeTable(): void {
  slots = load<usize>(table);
  shift = load<u32>(tableShift);
  mask = <u32>-1 >>> shift;
}

/** Whether the table may be too small for so many rows more. */
export function tooSmallFor(more: u32): bool {
  return atomic.load<u32>(stateCount) + more > load<u32>(tableLimit);
}

/** Makes the table twice as large, while all other threads wait; false where there is no room. */
export function growTable(): bool {
  const from = load<usize>(table);
  const bits = <i32>(32 - load<u32>(tableShift));
  if (bits === 28 || !makeTable(bits + 1)) return false;
  seeTable();
  const end = from + ((<usize>8) << bits);
  for (let at = from; at < end; at += 8) {
    const entry = load<u64>(at);
    if (entry === 0) continue;
    let slot = <u32>entry >>> shift;
    while (load<u64>(slots + ((<usize>slot) << 3)) !== 0) slot = (slot + 1) & mask;
    store<u64>(slots + ((<usize>slot) << 3), entry);
  }
  store<usize>(leftFrom, from);
  store<usize>(leftTo, end);
  return true;
}

/** Odd numbers whose bits are well mixed, to multiply by. */
const first: u64 = 0x2545f491;
const mix: u64 = (0x9e3779b9 << 32) | 0x7f4a7c15;
const last: u64 = (0xd6e8feb8 << 32) | 0x6659fd93;

/** A number that spreads rows over a table: every bit of the row moves its upper bits. */
export function hashOf(row: usize): u32 {
  let hash = first;
  const end = row + (pairs << 3);
  for (let at = row; at < end; at += 8) {
    hash = (hash ^ load<u64>(at)) * mix;
    hash ^= hash >> 32;
  }
  return <u32>((hash * last) >> 32);
}

/** The first slot of a hash, to look at before it is needed. */
export function firstSlot(hash: u32): u64 {
  return load<u64>(slots + ((<usize>(hash >>> shift)) << 3));
}

/** The row in a slot, to look at before it is needed. */
export function rowOf(slot: u64): usize {
  return rowAt(<u32>(slot >> 32) - 1);
}

/** Enters a row unless it is there: its number, `known` or `noRoom`. */
export function enter(row: usize, hash: u32): i32 {
  let slot = hash >>> shift;
  while (true) {
    const at = slots + ((<usize>slot) << 3);
    let entry = atomic.load<u64>(at);
    if (entry === 0) {
      const number = nextRow();
      if (number < 0) return noRoom;
      copy(rowAt(number), row);
      entry = atomic.cmpxchg<u64>(at, 0, ((<u64>(<u32>number + 1)) << 32) | <u64>hash);
      if (entry === 0) {
        keepRow();
        return number;
      }
    }
    if (<u32>entry === hash && same(rowOf(entry), row)) return known;
    slot = (slot + 1) & mask;
  }
}

function copy(to: usize, from: usize): void {
  for (let i: usize = 0; i < pairs << 3; i += 8) store<u64>(to + i, load<u64>(from + i));
}

function same(a: usize, b: usize): bool {
  for (let i: usize = 0; i < pairs << 3; i += 8) if (load<u64>(a + i) !== load<u64>(b + i)) return false;
  return true;
}
