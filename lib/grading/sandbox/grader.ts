// The grader: as many judging threads as there are cores, a sandbox for each answer.
import { MessageChannel, Worker } from 'node:worker_threads';
import { exerciseOf } from '../exercises/index.js';
import { type Judgement, whole } from '../judge.js';
import type { Request } from './channel.js';
import type { Work } from './judge-worker.js';
import type { Mechanism } from './mechanism.js';
import { SandboxedAnswer } from './sandboxed-answer.js';

type Outcome = { judgement: Judgement } | { fault: string };

/** One judging thread, and the sandbox of the answer that it judges. */
class Judge {
  readonly #worker: Worker;
  #sandbox: SandboxedAnswer | null = null;
  #done: ((outcome: Outcome) => void) | null = null;

  constructor(readonly mechanism: Mechanism) {
    const { port1, port2 } = new MessageChannel();
    const bell = new Int32Array(new SharedArrayBuffer(4));
    this.#worker = new Worker(new URL('./judge-worker.js', import.meta.url), {
      workerData: { port: port2, bell },
      transferList: [port2],
    });
    port1.on('message', async (request: Request) => {
      if (request[0] === 'open') this.#sandbox = new SandboxedAnswer(mechanism);
      else if (request[0] === 'close') this.#sandbox?.close();
      else {
        port1.postMessage(await this.#sandbox!.send(request));
        Atomics.store(bell, 0, 1);
        Atomics.notify(bell, 0);
      }
    });
    port1.unref();
    this.#worker.on('message', (outcome: Outcome) => this.#done?.(outcome));
    this.#worker.on('error', (error) => this.#done?.({ fault: error.message }));
  }

  judge(work: Work): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#worker.postMessage(work);
    });
  }

  async end(): Promise<void> {
    this.#sandbox?.close();
    await this.#worker.terminate();
  }
}

/** Judges answers, several at a time. */
export class Grader {
  readonly #idle: Judge[];
  readonly #all: readonly Judge[];
  readonly #queue: ((judge: Judge) => void)[] = [];

  /**
   * @param mechanism what keeps answers from the machine
   * @param threads how many are judged at a time
   */
  constructor(mechanism: Mechanism, threads: number) {
    this.#all = Array.from({ length: threads }, () => new Judge(mechanism));
    this.#idle = [...this.#all];
  }

  /** Judges one answer, when its turn has come. */
  async grade(
    exercise: string,
    source: string,
    options: Pick<Work, 'figure' | 'page' | 'seed' | 'privateSeed'> = {},
  ): Promise<Judgement> {
    const judge = this.#idle.pop() ?? (await new Promise<Judge>((resolve) => this.#queue.push(resolve)));
    const outcome = await judge.judge({ exercise, source, ...options });
    const next = this.#queue.shift();
    if (next === undefined) this.#idle.push(judge);
    else next(judge);
    if ('judgement' in outcome) return outcome.judgement;
    return whole(exerciseOf(exercise), 'not graded', `a fault of the grader’s own, please report it: ${outcome.fault}`);
  }

  /** Ends the threads and whatever is still in a sandbox. */
  async end(): Promise<void> {
    await Promise.all(this.#all.map((judge) => judge.end()));
  }
}
