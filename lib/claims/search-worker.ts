// The worker's side of the pool: it searches and measures what it is handed, and sends the answer.
import { parentPort } from 'node:worker_threads';
import { type Searched, search, type ToSearch } from './answers.js';
import { CheckedSteps } from './checked-steps.js';
import { type Measured, type Measurement, measure } from './measurement.js';

/** What a worker is to do. */
export type Job = { readonly search: ToSearch } | { readonly measure: Measurement };

/** What it answers: one of the three. */
export interface Report {
  readonly searched?: Searched;
  readonly measured?: Measured;
  readonly error?: { readonly name: string; readonly message: string };
}

const checked = new CheckedSteps();

function done(job: Job): Report {
  try {
    return 'search' in job ? { searched: search(job.search, checked) } : { measured: measure(job.measure) };
  } catch (error) {
    const { message, name } = error as Error;
    return { error: { name, message } };
  }
}

parentPort?.on('message', (job: Job) => parentPort?.postMessage(done(job)));
