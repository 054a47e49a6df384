// What a state leads to: takes every step that can be taken in it, one task after the other.
//
// What a task's steps do is looked up where it is written down, and left to the model's own code
// where it is not.
import { keepPlace, nextPlace } from './batch';
import { exchange, run } from './host';
import { mustTake } from './shared';
import { find } from './written';

/** No task. */
const none: i32 = -1;
/** Stands for the table of a position without steps. */
const nothing: usize = 1;
/** Marks the table of a position whose steps are checked as long as they are run: it is good for where none can be taken. */
const checked: usize = 1;
/** What is kept of a task: the tables of its positions, and its neighbours in its group of interchangeable tasks. */
const taskBytes: usize = 12;
const tables: usize = 0;
const before: usize = 4;
const after: usize = 8;

let pairs: usize = 0;
let tasks: i32 = 0;
let info: usize = 0;
/** Where the tasks' positions begin in a row, 16 bits each. */
let positions: usize = 0;
let exchanging: bool = false;
/** The row that the model's own code works on. */
let present: usize = 0;

/** Takes the room for so many tasks. */
export function openTasks(rowPairs: usize, positionsAt: usize, count: i32, declared: bool): void {
  pairs = rowPairs;
  tasks = count;
  positions = positionsAt;
  exchanging = declared;
  present = mustTake(pairs << 3);
  info = mustTake(taskBytes * <usize>count);
}

/** The row that the model's own code works on. */
export function presentRow(): usize {
  return present;
}

/** Says where a task's tables are, one for each position, and its neighbours in its group, −1 for none. */
export function describeTask(task: i32, positionTables: usize, previous: i32, next: i32): void {
  const at = info + taskBytes * <usize>task;
  store<usize>(at, positionTables, tables);
  store<i32>(at, previous, before);
  store<i32>(at, next, after);
}

/** Takes all steps of a state; how many there are. */
export function expand(row: usize): u32 {
  let steps: u32 = 0;
  let at = info;
  for (let task = 0; task < tasks; task++, at += taskBytes) {
    const position = positionOf(row, task);
    const twin = load<i32>(at, before);
    if (twin !== none && positionOf(row, twin) === position) continue;
    const table = load<usize>(load<usize>(at, tables) + ((<usize>position) << 2));
    if (table === nothing) continue;
    const written: usize = table === 0 ? 0 : find(table & ~checked, row);
    if (written !== 0 && ((table & checked) === 0 || load<u32>(written) === 0)) {
      steps += repeat(row, task, position, written);
      continue;
    }
    for (let i: usize = 0; i < pairs << 3; i += 8) store<u64>(present + i, load<u64>(row + i));
    pushed = 0;
    run(task);
    steps += pushed;
  }
  return steps;
}

/** Successors that the model's own code has handed over. */
let pushed: u32 = 0;

/** Takes the present row for a successor by a step of the task. */
export function push(task: i32): void {
  const to = nextPlace();
  for (let i: usize = 0; i < pairs << 3; i += 8) store<u64>(to + i, load<u64>(present + i));
  keep(to, task);
  pushed++;
}

/** Takes a task's steps as they are written down: of each its alternative, the position it leads to, and the words it changes. */
function repeat(row: usize, task: i32, position: u32, written: usize): u32 {
  const steps = load<u32>(written);
  let at = written + 4;
  for (let step: u32 = 0; step < steps; step++) {
    const to = nextPlace();
    for (let i: usize = 0; i < pairs << 3; i += 8) store<u64>(to + i, load<u64>(row + i));
    turnPosition(to, task, position ^ load<u32>(at, 4));
    const end = at + 12 + (load<usize>(at, 8) << 3);
    for (at += 12; at < end; at += 8) turn(to, load<usize>(at) << 2, load<u32>(at, 4));
    keep(to, task);
  }
  return steps;
}

/** Keeps a successor, or the one that stands for its class. */
function keep(row: usize, moved: i32): void {
  const at = info + taskBytes * <usize>moved;
  if (load<i32>(at, before) !== none) sink(row, moved);
  if (load<i32>(at, after) !== none) rise(row, moved);
  if (exchanging) exchange(row);
  keepPlace();
}

/** Puts a task's position before the larger ones of its group. */
function sink(row: usize, task: i32): void {
  for (let twin = neighbour(task, before); twin !== none; task = twin, twin = neighbour(task, before))
    if (!swapped(row, twin, task)) return;
}

/** Puts a task's position behind the smaller ones of its group. */
function rise(row: usize, task: i32): void {
  for (let twin = neighbour(task, after); twin !== none; task = twin, twin = neighbour(task, after))
    if (!swapped(row, task, twin)) return;
}

/** Exchanges the positions of two tasks that are in the wrong order; false where they are not. */
function swapped(row: usize, first: i32, second: i32): bool {
  const low = positionOf(row, first);
  const high = positionOf(row, second);
  if (low <= high) return false;
  turnPosition(row, first, low ^ high);
  turnPosition(row, second, low ^ high);
  return true;
}

function neighbour(task: i32, side: usize): i32 {
  return load<i32>(info + taskBytes * <usize>task + side);
}

function positionOf(row: usize, task: i32): u32 {
  return load<u16>(row + positions + ((<usize>task) << 1));
}

/** Turns over bits of a task's position. */
function turnPosition(row: usize, task: i32, bits: u32): void {
  const at = positions + ((<usize>task) << 1);
  turn(row, at & ~3, bits << ((<u32>at & 2) << 3));
}

/** Turns over bits of a word. Rows are read in pairs of words, so they are written in pairs too: the processor then need not wait. */
function turn(row: usize, word: usize, bits: u32): void {
  const at = row + (word & ~7);
  store<u64>(at, load<u64>(at) ^ ((<u64>bits) << ((<u64>word & 4) << 3)));
}
