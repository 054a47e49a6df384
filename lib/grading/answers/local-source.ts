// An answer asked in this very process: for the project's own answers. A stranger's goes to sandbox/.
import { compileAnswer } from './compile.js';
import { AnswerLost, type AnswerSource, type Ask, type Offer, type Reply, shownWords } from './protocol.js';
import { Realm } from './realm.js';

/** Asks an answer that is trusted not to loop for ever. */
export class LocalSource implements AnswerSource {
  readonly #code: string;
  readonly #realm: Realm;

  /** @throws AnswerLost when the answer cannot be read */
  constructor(
    source: string,
    readonly offer: Offer,
  ) {
    this.#code = compileAnswer(source);
    this.#realm = this.#fresh();
  }

  #fresh(): Realm {
    try {
      return new Realm(this.#code, this.offer);
    } catch (error) {
      throw new AnswerLost(shownWords((error as Error).message));
    }
  }

  ask(question: Ask): Reply {
    return this.#realm.ask(question);
  }

  askAfresh(questions: readonly Ask[], copies: 'one' | 'each'): Reply[] {
    const one = this.#fresh();
    return questions.map((question) => (copies === 'one' ? one : this.#fresh()).ask(question));
  }

  close(): void {}
}
