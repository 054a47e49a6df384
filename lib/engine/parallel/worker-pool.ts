// Worker threads that are kept for the next search: to start one takes longer than most searches.
// An idle worker keeps no process alive; one that dies is no longer kept.
import { Worker } from 'node:worker_threads';
import { ModelError } from '../memory.js';
import type { PartitionResult } from './partition.js';
import type { Assignment, Report } from './search-worker.js';

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

/** Starts workers for a search that is soon to come, unless so many are there already. */
export function startWorkers(count: number): void {
  while (idle.length < count) {
    const worker = start();
    worker.unref();
    idle.push(worker);
  }
}

/**
 * Has a worker do its part of a search.
 * @param failed called when the worker is lost
 * @throws ModelError what the worker's part of the search threw
 */
export function workOn(assignment: Assignment, failed: () => void): Promise<PartitionResult> {
  const worker = idle.pop() ?? start();
  worker.ref();
  return new Promise((resolve, reject) => {
    const lost = (error: unknown) => {
      failed();
      reject(error instanceof Error ? error : new Error('a worker of the search ended without an answer'));
    };
    worker.once('error', lost);
    worker.once('exit', lost);
    worker.once('message', (report: Report) => {
      worker.off('error', lost);
      worker.off('exit', lost);
      worker.unref();
      idle.push(worker);
      if ('result' in report) resolve(report.result);
      else reject(thrown(report.error));
    });
    worker.postMessage(assignment);
  });
}

/** What a worker threw, as if it had been thrown here. */
function thrown({ name, message }: { name: string; message: string }): Error {
  if (name === 'ModelError') return new ModelError(message);
  if (name === 'RangeError') return new RangeError(message);
  return Object.assign(new Error(message), { name });
}
