// What a task would do if it were let past the step it waits at: its code run on alone from a state,
// past every guard it comes to.
//
// Needed only where no execution has ever taken that step, so that the search knows nothing of what
// lies behind it. What a task finds on the way may not be what its code counts on; where it throws,
// that way ends.
import { alternativesOf } from './automaton.js';
import type { Guard, GuardReader } from './guard-reader.js';
import type { TaskRun } from './task-run.js';

/** Most steps run. */
const mostSteps = 500;

/** Where a task has come to: its results so far, and the memory. */
interface Place {
  readonly history: readonly unknown[];
  readonly words: Int32Array;
}

/** A step, by its label, after which a guard holds that did not before. */
export interface Freeing {
  readonly guard: Guard;
  readonly step: string;
}

/**
 * Runs a task on alone, past every guard.
 * @param guards what to look for: when do they begin to hold?
 * @returns each guard that began to hold, with the step that did it; a guard at most once a step
 */
export function letPast(reader: GuardReader, task: number, state: number, guards: readonly Guard[]): Freeing[] {
  reader.show(state);
  const places: Place[] = [{ history: reader.search.node(state, task).history, words: reader.words.slice() }];
  const met = new Set<string>();
  const freeing: Freeing[] = [];
  let steps = 0;
  for (const { history, words } of places) {
    const run = runTo(reader, task, history);
    if (run === null || isKnown(met, run, words)) continue;
    for (let a = 0; a < alternativesOf(run.step).length && steps < mostSteps; a++, steps++) {
      reader.words.set(words);
      const before = guards.map((guard) => reader.holds(guard));
      const result = resultOf(reader, task, history, a);
      if (result === failed) continue;
      const step = alternativesOf(run.step)[a]!.label;
      reader.took(task, step);
      guards.forEach((guard, i) => {
        const isNew = !freeing.some((each) => each.guard === guard && each.step === step);
        if (!before[i] && isNew && reader.holds(guard)) freeing.push({ guard, step });
      });
      places.push({ history: [...history, result], words: reader.words.slice() });
    }
  }
  return freeing;
}

const failed = Symbol('failed');

function isKnown(met: Set<string>, run: TaskRun, words: Int32Array): boolean {
  const key = `${run.stackKey()} ${run.step?.label} ${words.join()}`;
  if (met.has(key)) return true;
  met.add(key);
  return false;
}

/** A fresh run of the task that has come to a place; null where its code cannot go on so. */
function runTo(reader: GuardReader, task: number, history: readonly unknown[]): TaskRun | null {
  try {
    return reader.search.automata[task]!.position(reader.kernel, history);
  } catch {
    return null;
  }
}

/** Does what a step does in the memory shown. */
function resultOf(reader: GuardReader, task: number, history: readonly unknown[], alternative: number): unknown {
  const step = alternativesOf(runTo(reader, task, history)?.step ?? null)[alternative];
  try {
    return step?.effect === undefined ? undefined : step.effect(reader.kernel);
  } catch {
    return failed;
  }
}
