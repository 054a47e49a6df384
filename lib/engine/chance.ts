// Chance and time: what a model's code must not ask for, because no schedule could bring it back.
//
// While code is explored or checked, the platform's own sources refuse; all of that is synchronous,
// so nobody else meets them.
import type { Memory } from './memory.js';
import { ModelError } from './model-error.js';

interface Source {
  readonly owner: object;
  readonly key: string;
  readonly name: string;
}

const sources: readonly Source[] = [
  { owner: Math, key: 'random', name: 'Math.random()' },
  { owner: Date, key: 'now', name: 'Date.now()' },
  { owner: performance, key: 'now', name: 'performance.now()' },
  { owner: crypto, key: 'getRandomValues', name: 'crypto.getRandomValues()' },
  { owner: crypto, key: 'randomUUID', name: 'crypto.randomUUID()' },
  { owner: process, key: 'hrtime', name: 'process.hrtime()' },
];

/** Makes the sources of chance and time refuse, and gives them back. */
export class ChanceRefused {
  readonly #before: (PropertyDescriptor | undefined)[] = [];
  readonly #date = globalThis.Date;

  /** @param memory the one whose task and step are running when something is asked for */
  constructor(readonly memory: () => Memory) {}

  /** From here on the sources refuse. */
  set(): void {
    const refuse = (name: string): never => {
      const { task, step } = this.memory();
      const where = step === '' ? `task ${task}` : `task ${task}, at or after step ‹${step}›,`;
      throw new ModelError(
        `${where} asked for ${name}, so two runs of one schedule would differ: draw chance as alternatives of k.choose(…), let time pass with k.sleep(…) or a cost.`,
      );
    };
    for (const { owner, key, name } of sources) {
      this.#before.push(Object.getOwnPropertyDescriptor(owner, key));
      const refusing = Object.assign(() => refuse(name), { bigint: () => refuse(name) });
      Object.defineProperty(owner, key, { configurable: true, writable: true, value: refusing });
    }
    globalThis.Date = new Proxy(this.#date, {
      construct: (target, args, self) =>
        args.length === 0 ? refuse('new Date()') : Reflect.construct(target, args, self),
      apply: () => refuse('Date()'),
    });
  }

  /** From here on they work again. */
  release(): void {
    globalThis.Date = this.#date;
    sources.forEach(({ owner, key }, i) => {
      const before = this.#before[i];
      if (before === undefined) Reflect.deleteProperty(owner, key);
      else Object.defineProperty(owner, key, before);
    });
    this.#before.length = 0;
  }
}
