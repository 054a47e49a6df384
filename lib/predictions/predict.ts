// Predictions: a reader commits to an answer before the run, and sees it beside the measurement.
//
// There are no input boxes: the answer is an argument whose type is the union of the choices, so
// the notebook's editor completes it and refuses a misspelt one.
import { type ChoiceOf, type Questions, questions } from './questions.js';

const given = new Map<string, string>();
const measurements = new Map<string, string>();

/**
 * Notes a reader's prediction; `'?'` is no prediction and never an error.
 * @returns the guess, so that a cell may use it
 */
export function predict<Q extends keyof Questions>(question: Q, guess: ChoiceOf<Q> | '?'): ChoiceOf<Q> | '?' {
  const { text, choices } = known(question);
  if (guess !== '?' && !(choices as readonly string[]).includes(guess))
    throw new RangeError(
      `predict('${question}', '${guess}'): the choices are ${choices.map((choice) => `'${choice}'`).join(', ')}, or '?' for none`,
    );
  given.set(question, guess);
  console.log(`${text}\n  ${choices.map((choice) => (choice === guess ? `[${choice}]` : choice)).join('  ·  ')}`);
  if (guess === '?') console.log('No prediction yet: write one of these in place of ?, or just go on.');
  return guess;
}

/** Shows the prediction beside what was measured. */
export function reveal<Q extends keyof Questions>(question: Q, measured: ChoiceOf<Q>): void {
  known(question);
  measurements.set(question, measured);
  const guess = given.get(question) ?? '?';
  const said =
    guess === '?'
      ? 'You made no prediction'
      : guess === measured
        ? `You predicted ${guess}, and so it is`
        : `You predicted ${guess}`;
  console.log(`${said}. Measured: ${measured}.`);
}

/** All predictions made so far in this kernel, in the order of the questions. */
export function predictions(): { question: string; guess: string }[] {
  return Object.keys(questions)
    .filter((question) => given.has(question))
    .map((question) => ({ question, guess: given.get(question)! }));
}

/** A chapter's predictions beside what was measured, one line each. */
export function recap(chapter: string): void {
  const asked = (Object.keys(questions) as (keyof Questions)[]).filter((number) => number.startsWith(`${chapter}.`));
  for (const number of asked) {
    const guess = given.get(number) ?? '?';
    const measured = measurements.get(number) ?? 'not yet';
    const said = guess === '?' ? 'no prediction' : `you predicted ${guess}`;
    console.log(
      `${number} ${questions[number].text}\n  ${said}; measured: ${measured}${guess === measured ? ', as you said' : ''}`,
    );
  }
}

function known(question: keyof Questions): Questions[keyof Questions] {
  if (!Object.hasOwn(questions, question))
    throw new RangeError(`there is no question '${question}'; there are ${Object.keys(questions).join(', ')}`);
  return questions[question];
}
