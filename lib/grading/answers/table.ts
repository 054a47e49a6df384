// The table of an answer: for each history of results, the step that comes next.
//
// Every question is asked once and its reply kept, so that whatever an answer's own side does
// (remembers, counts, lies), what is explored is one function from histories to steps. Replies are
// checked as they come in: a step must be the exercise's, its records must have been handed over.
import { type AnswerSource, type Ask, type Reply, shownWords, type Value } from './protocol.js';

/** Most steps that an operation may take before it ends or starts over. */
export const longestHistory = 60;

/** The longest word that a step takes, in characters. */
const longestWord = 40;

/** How many questions are asked again in a copy of their own: each costs a realm. */
const mostAlone = 12;

/** What keeps an answer from being graded at all. */
export interface Fault {
  readonly why: string;
  /** The steps before it, each with its result. */
  readonly after: readonly string[];
}

/** What each step takes, by kind: `page`, `inode`, …, or `size`. */
export type Takes = Readonly<Record<string, readonly string[]>>;

/** A place in the table: what the answer does there, and where each result leads. */
export class Place {
  readonly next = new Map<unknown, Place>();

  constructor(
    readonly question: Ask,
    readonly reply: Reply,
  ) {}
}

/** Replies by function, arguments and results. */
export class AnswerTable {
  readonly #starts = new Map<string, Place>();
  readonly #asked: Place[] = [];
  readonly #steps: Takes;

  /** @param steps what each step takes */
  constructor(
    readonly source: AnswerSource,
    steps: Takes,
  ) {
    this.#steps = steps;
  }

  /** How many histories were asked about. */
  get size(): number {
    return this.#asked.length;
  }

  /**
   * Where a function begins.
   * @throws AnswerLost when the answer cannot be asked any more
   */
  start(name: string, args: readonly Value[]): Place {
    const key = `${name} ${JSON.stringify(args)}`;
    let place = this.#starts.get(key);
    if (place === undefined) {
      place = this.#ask({ name, args, results: [] });
      this.#starts.set(key, place);
    }
    return place;
  }

  /**
   * Where it is once its step has returned.
   * @throws AnswerLost as `start` does
   */
  after(place: Place, result: Value): Place {
    const key = typeof result === 'object' && result !== null ? `record ${result.record}` : result;
    let next = place.next.get(key);
    if (next === undefined) {
      const { name, args, results } = place.question;
      next = this.#ask({ name, args, results: [...results, result] });
      place.next.set(key, next);
    }
    return next;
  }

  #ask(question: Ask): Place {
    const place = new Place(question, this.#checked(question, this.source.ask(question)));
    this.#asked.push(place);
    return place;
  }

  #checked(question: Ask, reply: Reply): Reply {
    if (reply.kind === 'retry' && question.results.length === 0)
      return broken('starts over without having taken a step: nothing can have changed, so it never ends');
    if (reply.kind === 'broken') return broken(shownWords(reply.why));
    if (reply.kind !== 'step') return reply;
    if (question.results.length >= longestHistory)
      return broken(
        `has taken ${longestHistory} steps without an end: each way through it is looked at on its own, so a loop that waits must end with return k.retry(), which starts over and remembers nothing`,
      );
    const { step, args } = reply;
    const takes = Object.hasOwn(this.#steps, step) ? this.#steps[step] : undefined;
    if (takes === undefined) return broken(`takes a step ${shownWords(step)}, which there is not`);
    if (args.length !== takes.length)
      return broken(
        `calls k.${step} with ${args.length} argument${args.length === 1 ? '' : 's'}; write k.${step}(${takes.join(', ')})`,
      );
    const wrong = takes.findIndex((kind, n) => !isA(kind, args[n]!));
    if (wrong >= 0)
      return broken(`hands ${valueText(args[wrong]!)} to k.${step}, ${wanted(takes[wrong]!, args[wrong]!)}`);
    const handed = new Set([...question.args, ...question.results].map(keyOf));
    const strange = args.find((arg) => typeof arg === 'object' && arg !== null && !handed.has(keyOf(arg)));
    return strange === undefined ? reply : broken(`hands ${shownWords(keyOf(strange))} on, which it was never given`);
  }

  /**
   * Asks again: all in a fresh copy of the answer and in another order, and some in a copy each.
   * @returns what was found wrong, null for nothing
   */
  inconstancy(): string | null {
    const all = this.#asked.slice(-400).reverse();
    const some = this.#asked.filter((_, n) => n % Math.ceil(this.#asked.length / mostAlone) === 0);
    return this.#differing(all, 'one') ?? this.#differing(some, 'each');
  }

  #differing(places: readonly Place[], copies: 'one' | 'each'): string | null {
    const questions = places.map(({ question }) => question);
    const again = this.source.askAfresh(questions, copies);
    const wrong = places.find(
      ({ question, reply }, n) => JSON.stringify(this.#checked(question, again[n]!)) !== JSON.stringify(reply),
    );
    if (wrong === undefined) return null;
    return `does something else when it is asked again, after ${historyText(wrong.question.results)}. What it does next may depend on what its steps returned, and on nothing that it remembers beside that`;
  }
}

/** The kinds of argument that are records named after their kind. */
const recordKinds: ReadonlySet<string> = new Set(['page', 'pin', 'inode', 'pte']);

/** Whether a value is what a step takes: a record of the kind, a number, or a word. */
function isA(kind: string, value: Value): boolean {
  if (kind === 'size') return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 128;
  if (kind === 'how') return typeof value === 'string' && value.length <= longestWord;
  if (typeof value !== 'object' || value === null) return false;
  return !recordKinds.has(kind) || value.record.replace(/\d+$/, '') === kind;
}

/** What a step wants instead of what it was handed. */
function wanted(kind: string, given: Value): string {
  if (kind === 'size') return 'which takes a whole number from 0 to 127 there';
  if (kind === 'how') return 'which takes a word there, in quotes';
  return `which takes a ${kind} there${given === null ? ': a step may return null, so ask for that before you hand it on' : ''}`;
}

const broken = (why: string): Reply => ({ kind: 'broken', why });

const keyOf = (value: Value): string => JSON.stringify(value);

const historyText = (results: readonly Value[]): string =>
  results.length === 0 ? 'its start' : `the results ${results.map((each) => valueText(each)).join(', ')}`;

/** A value as a reader sees it. */
export const valueText = (value: Value): string =>
  typeof value === 'object' && value !== null
    ? value.record
    : value === null
      ? 'nothing (null)'
      : shownWords(String(value).slice(0, 40));
