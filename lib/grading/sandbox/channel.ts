// A channel between the thread that judges and the thread that looks after the sandboxes. The judge
// asks and sleeps until the reply is there, because the engine's search cannot wait otherwise.
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { compileAnswer } from '../answers/compile.js';
import { AnswerLost, type AnswerSource, type Ask, type Offer, type Reply, shownWords } from '../answers/protocol.js';
import { foreseenIn, repliesIn } from '../answers/replies.js';
import type { Line } from './sandboxed-answer.js';

/** What the judge sends: a request for its sandbox; `open` begins one, `close` ends it. */
export type Request = readonly ['open' | 'close'] | readonly ['load' | 'ask' | 'one' | 'each', ...string[]];

/** The most histories of one answer. */
const mostQuestions = 20_000;

/** The judge's end. */
export class RemoteSource implements AnswerSource {
  #asked = 0;
  /** Replies that came before they were asked for. */
  readonly #foreseen = new Map<string, Reply>();

  /**
   * Opens a sandbox and loads an answer into it.
   * @param bell rung when a reply is there
   * @throws AnswerLost when the answer cannot be read
   */
  constructor(
    source: string,
    offer: Offer,
    readonly port: MessagePort,
    readonly bell: Int32Array,
  ) {
    const code = compileAnswer(source);
    port.postMessage(['open']);
    const loaded = this.#request(['load', code, JSON.stringify(offer)]);
    if (loaded === 'ready') return;
    this.close();
    throw new AnswerLost(shownWords(loaded));
  }

  ask(question: Ask): Reply {
    if (++this.#asked > mostQuestions)
      throw new AnswerLost(
        `takes more than ${mostQuestions} different ways: a loop that waits must end with return k.retry(), which starts over and remembers nothing`,
      );
    const known = this.#foreseen.get(JSON.stringify(question));
    if (known !== undefined) return known;
    const replies = foreseenIn(this.#request(['ask', JSON.stringify(question)]));
    for (const [results, reply] of replies) this.#foreseen.set(JSON.stringify({ ...question, results }), reply);
    return replies[0]![1];
  }

  askAfresh(questions: readonly Ask[], copies: 'one' | 'each'): Reply[] {
    const alone = questions.map((each) => JSON.stringify({ ...each, alone: true }));
    return repliesIn(this.#request([copies, ...alone]), questions.length);
  }

  close(): void {
    this.port.postMessage(['close']);
  }

  #request(request: Request): string {
    Atomics.store(this.bell, 0, 0);
    this.port.postMessage(request);
    Atomics.wait(this.bell, 0, 0);
    const line = receiveMessageOnPort(this.port)!.message as Line;
    if ('text' in line) return line.text;
    throw new AnswerLost(line.lost, line.machine);
  }
}
