// A worker thread: for each assignment it makes the scenario by its recipe and joins the sweep.
import { parentPort } from 'node:worker_threads';
import { checkPositions } from '../folding-checks.js';
import { checkJudge } from '../judge-check.js';
import type { Scenario } from '../scenario.js';
import { type SentError, sentError } from '../thread-answer.js';
import { RoomSpent } from './described-tables.js';
import { Meeting } from './meeting.js';
import { followAlike, type Recipe } from './recipe.js';
import { type SharedSweep, type SweepLimits, type SweepPart, SweepThread } from './sweep-thread.js';

/** What a worker is told. */
export interface Assignment {
  readonly recipe: Recipe;
  /** What says of the scenario that it is the same; see recipe.ts. */
  readonly identity: string;
  /** Its number in the sweep, from 1. */
  readonly thread: number;
  readonly shared: SharedSweep;
  readonly limits: SweepLimits;
}

/** What it answers: its part, or what went wrong. */
export type Report = { readonly part: SweepPart } | { readonly error: SentError };

async function work({ identity, limits, recipe, shared, thread: number }: Assignment): Promise<Report> {
  try {
    const scenario = await followAlike(recipe, identity);
    const thread = threadIn(shared, scenario, limits);
    if (thread === null) return { part: { foundAt: scenario.harms.map(() => -1), steps: 0 } };
    thread.join(number);
    while (!thread.advance());
    if (thread.takesPart) {
      checkPositions(thread.expansion, thread.states);
      checkJudge(thread.expansion, thread.states);
    }
    return { part: thread.part };
  } catch (error) {
    new Meeting(shared.memory).fail();
    return { error: sentError(error) };
  }
}

/** A thread of the sweep; null where the memory has no room for one more. */
function threadIn(shared: SharedSweep, scenario: Scenario, limits: SweepLimits): SweepThread | null {
  try {
    return new SweepThread(scenario, shared, limits, false);
  } catch (error) {
    if (error instanceof RoomSpent || error instanceof WebAssembly.RuntimeError) return null;
    throw error;
  }
}

parentPort!.on('message', async (assignment: Assignment) => parentPort!.postMessage(await work(assignment)));
