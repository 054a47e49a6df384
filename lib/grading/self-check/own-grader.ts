// A grader of a kernel's own, asked one answer at a time; who asks sleeps until it is judged.
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Judgement } from '../judge.js';
import type { Work } from '../sandbox/judge-worker.js';
import type { Answered } from './check-thread.js';

/** Longer than any answer takes, in ms; the grader has limits of its own. */
const patienceMs = 600_000;

const { port1: port, port2 } = new MessageChannel();
const bell = new Int32Array(new SharedArrayBuffer(4));
let begun = false;

function begin(): void {
  const worker = new Worker(new URL('./check-thread.js', import.meta.url), {
    workerData: { port: port2, bell },
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  port.unref();
  begun = true;
}

/**
 * Judges an answer.
 * @throws Error where nobody could
 */
export function judgedByGrader(work: Work): Judgement {
  if (!begun) begin();
  while (receiveMessageOnPort(port) !== undefined);
  Atomics.store(bell, 0, 0);
  port.postMessage(JSON.stringify(work));
  const slept = Atomics.wait(bell, 0, 0, patienceMs);
  const answered: Answered =
    slept === 'timed-out'
      ? { lost: `nothing came within ${patienceMs / 60_000} minutes; restart the kernel` }
      : receiveMessageOnPort(port)!.message;
  if ('judgement' in answered) return JSON.parse(answered.judgement) as Judgement;
  throw new Error(`the check could not be made: ${answered.lost || 'its process ended'}. Run the cell again`);
}
