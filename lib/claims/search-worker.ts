// The worker's side of the pool: it searches and measures what it is handed, and sends the answer.
import { parentPort } from 'node:worker_threads';
import { type SentError, sentError } from '../engine/thread-answer.js';
import { type Searched, search, type ToSearch } from './answers.js';
import { CheckedSteps } from './checked-steps.js';
import { type Measured, type Measurement, measure } from './measurement.js';

/** What a worker is to do. */
export type Job = { readonly search: ToSearch } | { readonly measure: Measurement };

/** A job, and what other workers have checked since the last one (see checked-steps.ts). */
export interface Order {
  readonly job: Job;
  readonly heard: readonly string[];
}

/** What it answers: one of the first three, and what it has checked. */
export interface Report {
  readonly searched?: Searched;
  readonly measured?: Measured;
  readonly error?: SentError;
  readonly news?: readonly string[];
}

const checked = new CheckedSteps();

function done(job: Job): Report {
  try {
    return 'search' in job ? { searched: search(job.search, checked) } : { measured: measure(job.measure) };
  } catch (error) {
    return { error: sentError(error) };
  }
}

parentPort?.on('message', ({ heard, job }: Order) => {
  checked.hear(heard);
  const report = done(job);
  parentPort?.postMessage({ ...report, news: checked.takeNews() });
});
