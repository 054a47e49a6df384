// The inner loop of the sweep, for AssemblyScript: what one thread does in memory that all share.
//
// A search for harms alone keeps nothing but states. What they lead to is written in tables by the
// library; here states are expanded by them, looked up and stored, with no allocation and nothing
// to warm up. Compiled to WebAssembly by the build.
export { judgeBy } from './batch';
export { describeTask, presentRow, push } from './expand';
export { begin, stepsTaken, work } from './level';
export { goesOn, rowAt } from './rows';
export { take, taken } from './shared';
export { growTable, seeTable, tableBytes } from './states';

import { openBatch } from './batch';
import { openTasks } from './expand';
import { openLevel } from './level';
import { openRows } from './rows';
import { openRoom } from './shared';
import { firstTable, openStates, seeTable } from './states';

/** Prepares a memory that no thread has used; it must have room for what is made here and by one thread. */
export function openMemory(): void {
  openRoom();
  firstTable();
}

/**
 * Prepares a thread.
 * @param words of a row
 * @param memoryWords the words before the tasks' positions
 * @param threads most threads that may share the memory
 * @param declared whether the library has to exchange what is declared interchangeable
 */
export function open(words: i32, memoryWords: i32, tasks: i32, threads: u32, declared: bool): void {
  const pairs = (<usize>words + 1) >> 1;
  const stride = pairs << 3;
  openRows(stride);
  openStates(pairs);
  openLevel(stride);
  seeTable();
  openTasks(pairs, (<usize>memoryWords) << 2, tasks, declared);
  openBatch(stride, threads);
}
