// Worker threads that are kept for the next search: to start one takes longer than most searches.
// An idle worker keeps no process alive; one that dies is no longer kept.
import { Worker } from 'node:worker_threads';
import { answerOf, receivedError } from '../thread-answer.js';
import type { Assignment, Report } from './search-worker.js';
import type { SweepPart } from './sweep-thread.js';

/** A worker with an assignment. */
export interface Helper {
  /** Whether it failed: then `part` throws. */
  readonly failed: boolean;
  /**
   * What it found, when it is done; until then the process is kept alive.
   * @throws ModelError what its part of the search threw
   */
  part(): Promise<SweepPart>;
}

const idle: Worker[] = [];

function start(): Worker {
  const worker = new Worker(new URL('./search-worker.js', import.meta.url));
  const forget = (): void => {
    if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
  };
  worker.on('error', forget);
  worker.on('exit', forget);
  return worker;
}

/**
 * Has a worker help with a search.
 * @param ended called when it failed
 */
export function helpBy(assignment: Assignment, ended: () => void): Helper {
  const worker = idle.pop() ?? start();
  worker.unref();
  let failed = false;
  let settled = false;
  const part = answerOf<Report>(worker, assignment)
    .then((report) => {
      worker.unref();
      idle.push(worker);
      if ('error' in report) throw receivedError(report.error);
      return report.part;
    })
    .catch((error: unknown) => {
      failed = true;
      ended();
      throw error;
    })
    .finally(() => {
      settled = true;
    });
  // Who is not waited for may fail unheard.
  part.catch(() => {});
  return {
    get failed() {
      return failed;
    },
    part() {
      if (!settled) worker.ref();
      return part;
    },
  };
}
