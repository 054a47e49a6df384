// A worker thread: for each assignment it makes the scenario by its recipe and searches its part of it.
import { parentPort } from 'node:worker_threads';
import { ChanceRefused } from '../chance.js';
import { checkPositions } from '../folding-checks.js';
import { Partition, type PartitionLimits, type PartitionResult, type SharedSearch } from './partition.js';
import { follow, type Recipe } from './recipe.js';
import { Rendezvous } from './rendezvous.js';
import type { Share } from './share.js';

/** What a worker is told. */
export interface Assignment {
  readonly recipe: Recipe;
  readonly worker: number;
  readonly shared: SharedSearch;
  readonly limits: PartitionLimits;
  /** What it takes over; null to begin at the first state. */
  readonly share: Share | null;
}

/** What it answers: its result, or what went wrong. */
export type Report = { readonly result: PartitionResult } | { readonly error: { name: string; message: string } };

async function work({ limits, recipe, share, shared, worker }: Assignment): Promise<Report> {
  try {
    const scenario = await follow(recipe);
    const partition = new Partition(scenario, worker, shared, limits);
    const chance = new ChanceRefused(() => partition.memory);
    let result: PartitionResult;
    chance.set();
    try {
      result = partition.run(share);
    } finally {
      chance.release();
    }
    checkPositions(partition.expansion, partition.states);
    return { result };
  } catch (error) {
    new Rendezvous(shared.rendezvous).end();
    const { message, name } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message } };
  }
}

parentPort!.on('message', async (assignment: Assignment) => parentPort!.postMessage(await work(assignment)));
