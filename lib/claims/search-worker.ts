// The worker's side of the pool: it searches and measures what it is handed, and sends the answer.
import { parentPort } from 'node:worker_threads';
import { type Searched, search } from './answers.js';
import type { Case } from './case.js';
import { type Measured, type Measurement, measure } from './measurement.js';

/** What a worker is to do. */
export type Job = { readonly search: Case } | { readonly measure: Measurement };

/** What it answers: one of the three. */
export interface Report {
  readonly searched?: Searched;
  readonly measured?: Measured;
  readonly error?: { readonly name: string; readonly message: string };
}

function done(job: Job): Report {
  try {
    return 'search' in job ? { searched: search(job.search) } : { measured: measure(job.measure) };
  } catch (error) {
    const { message, name } = error as Error;
    return { error: { name, message } };
  }
}

parentPort?.on('message', (job: Job) => parentPort?.postMessage(done(job)));
