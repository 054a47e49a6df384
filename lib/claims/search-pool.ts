// Several threads answer what claims ask. A thread that is free takes a case of a scenario that no other
// thread is at, where there is one: what that search rests on may answer the next case without a search.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { answerOf, receivedError } from '../engine/thread-answer.js';
import type { Answers } from './answers.js';
import { type Case, caseKey } from './case.js';
import { type Measurement, measurementKey } from './measurement.js';
import type { Job, Order, Report } from './search-worker.js';

/** More threads than this have nothing to do most of the time. */
const mostWorkers = 8;

/** Called with how much is asked, and how much of it is still to be answered. */
export type OnProgress = (all: number, waiting: number) => void;

/** Threads that search. */
export class SearchPool {
  readonly #workers: Worker[] = [];
  readonly #count = Math.min(availableParallelism(), mostWorkers);
  /** What the threads have checked. */
  readonly #checked: string[] = [];
  /** How much of it each was told. */
  readonly #heard = new Map<Worker, number>();

  /** Starts the threads, which takes a while. */
  start(): void {
    while (this.#workers.length < this.#count) {
      const worker = new Worker(new URL('./search-worker.js', import.meta.url));
      worker.unref();
      this.#workers.push(worker);
    }
  }

  /** Answers all that is asked. */
  async answer(
    answers: Answers,
    cases: readonly Case[],
    measurements: readonly Measurement[],
    onProgress: OnProgress = () => {},
  ): Promise<void> {
    this.start();
    const queue = new Queue(answers, cases, measurements, onProgress);
    try {
      await Promise.all(this.#workers.map((worker) => this.#serve(worker, queue)));
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  /** Hands one thread job after job. */
  async #serve(worker: Worker, queue: Queue): Promise<void> {
    for (let job = queue.take(); job !== null; job = queue.take()) {
      const heard = this.#checked.slice(this.#heard.get(worker) ?? 0);
      this.#heard.set(worker, this.#checked.length);
      const order: Order = { job, heard };
      worker.ref();
      const done = await answerOf<Report>(worker, order);
      worker.unref();
      this.#checked.push(...(done.news ?? []));
      queue.keep(job, done);
    }
  }

  /** Ends the threads. */
  async end(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
  }
}

/** What is still to be done, and by whom. */
class Queue {
  readonly #jobs: Todo[];
  readonly #all: number;
  /** Scenarios that some thread is at. */
  readonly #busy: string[] = [];

  constructor(
    readonly answers: Answers,
    cases: readonly Case[],
    measurements: readonly Measurement[],
    readonly onProgress: OnProgress,
  ) {
    const each = new Map<string, Todo>([
      ...cases.map((search): [string, Todo] => [caseKey(search), { search }]),
      ...measurements.map((measure): [string, Todo] => [measurementKey(measure), { measure }]),
    ]);
    this.#jobs = [...each.values()];
    this.#all = this.#jobs.length;
  }

  /** The next job that is not answered by now; null when none is left. */
  take(): Job | null {
    for (;;) {
      const jobs = this.#jobs;
      if (jobs.length === 0) return null;
      const elsewhere = jobs.findIndex((job) => !this.#busy.includes(scenarioOf(job)));
      const [job] = jobs.splice(Math.max(0, elsewhere), 1);
      this.onProgress(this.#all, jobs.length);
      const known =
        'search' in job!
          ? this.answers.find(job.search, this.answers.wanted(job.search))
          : this.answers.measured(job!.measure);
      if (known !== null) continue;
      this.#busy.push(scenarioOf(job!));
      return 'search' in job! ? { search: this.answers.toSearch(job.search) } : job!;
    }
  }

  /** A job is done. */
  keep(job: Job, { error, measured, searched }: Report): void {
    this.#busy.splice(this.#busy.indexOf(scenarioOf(job)), 1);
    if (error !== undefined) throw receivedError(error);
    if ('search' in job) this.answers.keep(job.search, searched!);
    else this.answers.keepMeasured(job.measure, measured!);
  }
}

/** Something to be done, a search without what is settled when it begins. */
type Todo = { readonly search: Case } | { readonly measure: Measurement };

const scenarioOf = (job: Todo): string => ('search' in job ? job.search.scenario : `time of ${job.measure.scenario}`);
