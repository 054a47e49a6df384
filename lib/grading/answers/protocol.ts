// What is said between the grader and an answer's code.
//
// An answer is a function from what its steps returned to the step it takes next. The grader asks
// for that next step, one history at a time; it never runs the answer's code itself, and what it
// explores is the table of the replies. All that crosses is plain data.

/** A value that a step takes or returns: a record of the machine goes by its name, `{ record: 'page0' }`. */
export type Value = null | boolean | number | string | { readonly record: string };

/** A question: what does this function do next, after its steps returned these results? */
export interface Ask {
  readonly name: string;
  readonly args: readonly Value[];
  readonly results: readonly Value[];
  /** Only this reply is wanted, and none that may follow. */
  readonly alone?: true;
}

/** The next step of an answer, its end, or why there is none. */
export type Reply =
  | { readonly kind: 'step'; readonly step: string; readonly args: readonly Value[] }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'retry' }
  | { readonly kind: 'broken'; readonly why: string };

/** What an answer may do, as its own side needs to know it. */
export interface Offer {
  /** The exercise's steps by name, each with all that it may return; null where that is not known beforehand. */
  readonly steps: Readonly<Record<string, readonly Value[] | null>>;
  /** The functions that the answer must export. */
  readonly functions: readonly string[];
}

/** A reply, and the results after which it comes. */
export type Foreseen = readonly [results: readonly Value[], reply: Reply];

/** Whoever knows an answer's replies. */
export interface AnswerSource {
  /**
   * Answers one question.
   * @throws AnswerLost when there will be no reply any more
   */
  ask(question: Ask): Reply;
  /**
   * Asks again, in a copy of the answer that has seen nothing yet.
   * @param copies one copy for all questions, or one for each
   * @throws AnswerLost as `ask` does
   */
  askAfresh(questions: readonly Ask[], copies: 'one' | 'each'): Reply[];
  close(): void;
}

/** The longest that an answer's own words may be. */
const longestWords = 600;

/** What an answer's side says, as it may be shown: short, and without what would move a terminal's cursor. */
export function shownWords(text: string): string {
  const plain = text.slice(0, longestWords + 1).replaceAll(/[\p{Cc}\p{Cf}]/gu, '·');
  return plain.length > longestWords ? `${plain.slice(0, longestWords)}…` : plain;
}

/** An answer cannot be asked any more, or could not be read at all. */
export class AnswerLost extends Error {
  /**
   * @param machine true when the machine, and not the answer, is to blame
   */
  constructor(
    why: string,
    readonly machine = false,
  ) {
    super(why);
  }
}
