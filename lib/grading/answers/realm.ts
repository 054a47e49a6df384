// A realm of its own for one answer: its intrinsics are not the grader's, and it has none of Node's
// globals. It keeps code apart, not strangers out; what keeps strangers out is the process around
// it (see sandbox/).
import vm from 'node:vm';
import { driver } from './driver.js';
import type { Ask, Offer, Reply } from './protocol.js';
import { foreseenIn } from './replies.js';

/** An answer, ready to be asked. */
export class Realm {
  readonly #ask: (question: string) => string;

  /** @throws Error that says what is wrong with the answer's module */
  constructor(code: string, offer: Offer) {
    const context = vm.createContext(Object.create(null), { codeGeneration: { strings: true, wasm: false } });
    const made: unknown = vm.runInContext(
      `(${driver.toString()})(${JSON.stringify(code)}, ${JSON.stringify(JSON.stringify(offer))})`,
      context,
      { filename: 'answer' },
    );
    if (typeof made !== 'function') throw new Error(String(made));
    this.#ask = made as (question: string) => string;
  }

  /** @throws AnswerLost where the answer has made a mess of its realm */
  ask(question: Ask): Reply {
    return foreseenIn(this.#line(question))[0]![1];
  }

  #line(question: Ask): string {
    try {
      return String(this.#ask(JSON.stringify({ ...question, alone: true })));
    } catch {
      return '';
    }
  }
}
