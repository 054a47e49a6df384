// Steering: a schedule written in the steps' own words. "Read, go on until you have written sector
// 0; fsync, until you have unlocked the page" says what a paragraph says; the schedule follows.
import { type Move, replay, type Scenario, type Schedule } from '../engine/index.js';

/** A task, and the label of the step that it goes on to and takes; without one it goes on to its end. */
export type Leg = readonly [task: string, step?: string];

/** Far more steps than any scenario of the book takes in a row. */
const mostSteps = 2_000;

/**
 * The schedule in which the tasks go on as told, one leg after the other. Where a step has
 * alternatives, the first that can be taken is.
 * @throws RangeError where a task cannot go on, ends before the step, or is no task
 */
export function steer(scenario: Scenario, legs: readonly Leg[]): Schedule {
  const moves: Move[] = [];
  for (const [name, step] of legs) {
    const task = scenario.tasks.findIndex((each) => each.name === name);
    if (task < 0)
      throw new RangeError(
        `${scenario.name} has no task ${name}; its tasks are ${scenario.tasks.map((each) => each.name).join(', ')}`,
      );
    goOn(scenario, moves, task, step);
  }
  return moves;
}

function goOn(scenario: Scenario, moves: Move[], task: number, step: string | undefined): void {
  const name = scenario.tasks[task]!.name;
  for (let taken = 0; taken < mostSteps; taken++) {
    const { next, canGoOn } = replay(scenario, moves).standing[task]!;
    if (next === null && step === undefined) return;
    if (next === null)
      throw new RangeError(`${name} ends without a step ‹${step}›; it is written as the trace shows it`);
    if (!canGoOn)
      throw new RangeError(`${name} cannot go on: it waits at ‹${next}›; let another task take the step that frees it`);
    moves.push({ task, alternative: 0 });
    if (next === step) return;
  }
  throw new RangeError(`${name} took ${mostSteps} steps and none was ‹${step ?? 'its end'}›`);
}
