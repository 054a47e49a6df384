// What a search may spend, as options of a command line.
import type { Command } from 'commander';
import type { Budget, Cut, Exploration } from '../engine/index.js';
import { wholeNumber } from './choices.js';
import { numeral } from './output.js';

/** What commander makes of the options that `addBudget` adds. */
export interface BudgetOptions {
  maxStates: number;
  maxSeconds?: number;
  /** In megabytes. */
  maxMemory?: number;
}

/** States are numbered with 31 bits; memory ends earlier on most machines. */
const mostStates = 1_000_000_000;

/** Adds the options that limit a search. */
export function addBudget(command: Command): Command {
  return command
    .option('--max-states <N>', 'stop after so many states', wholeNumber(1, mostStates), 4_000_000)
    .option('--max-seconds <N>', 'stop after so long', wholeNumber(1))
    .option('--max-memory <MB>', 'stop when the states take so much memory', wholeNumber(1));
}

/** The budget a reader gave. */
export function budgetOf({ maxMemory, maxSeconds, maxStates }: BudgetOptions): Budget {
  return {
    maxStates,
    ...(maxSeconds !== undefined && { maxSeconds }),
    ...(maxMemory !== undefined && { maxBytes: maxMemory * 1e6 }),
  };
}

/** Why a search was cut, to stand behind that it was. */
export const reasons: Readonly<Record<Cut, string>> = {
  states: ' (--max-states)',
  seconds: ' (--max-seconds)',
  bytes: ' (--max-memory)',
  stopped: ' (by Ctrl-C)',
};

/** What ended a search that does not say so itself: as it was interrupted, has filled its budget, or has spent it. */
export function cutReason(
  { maxMemory, maxSeconds, maxStates }: BudgetOptions,
  stored: number,
  stopped: boolean,
): string {
  if (stopped) return reasons.stopped;
  if (stored >= maxStates) return reasons.states;
  if (maxMemory === undefined) return maxSeconds === undefined ? '' : reasons.seconds;
  return maxSeconds === undefined ? reasons.bytes : ' (--max-seconds or --max-memory)';
}

/** How far a search went. */
export function boundOf({ complete, cut, states }: Exploration): string {
  if (complete) return 'complete';
  return `cut at ${numeral(states)} states${cut === undefined ? '' : reasons[cut]}, so what was not found is unknown`;
}
