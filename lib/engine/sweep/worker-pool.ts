// Worker threads that are kept for the next search: to start one takes longer than most searches.
// An idle worker keeps no process alive; one that dies is no longer kept.
import { Worker } from 'node:worker_threads';
import { ModelError } from '../model-error.js';
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
  const part = new Promise<SweepPart>((resolve, reject) => {
    const fail = (error: Error) => {
      failed = settled = true;
      ended();
      reject(error);
    };
    const lost = (error: unknown) =>
      fail(error instanceof Error ? error : new Error('a worker of the search ended without an answer'));
    worker.once('error', lost);
    worker.once('exit', lost);
    worker.once('message', (report: Report) => {
      worker.off('error', lost);
      worker.off('exit', lost);
      worker.unref();
      idle.push(worker);
      settled = true;
      if ('part' in report) resolve(report.part);
      else fail(thrown(report.error));
    });
    worker.postMessage(assignment);
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

/** What a worker threw, as if it had been thrown here. */
function thrown({ name, message }: { name: string; message: string }): Error {
  if (name === 'ModelError') return new ModelError(message);
  if (name === 'RangeError') return new RangeError(message);
  return Object.assign(new Error(message), { name });
}
