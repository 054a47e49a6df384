// Mutants of a correct answer: one step dropped, two neighbours swapped, or what one was asked negated.
//
// An answer that differs from a correct one in a single step and still passes shows a check that is
// missing, or a step that does not matter; the second kind is listed with its reason.

/** A changed answer. */
export interface Mutant {
  /** `waiting: drop flushDevice (1)`: of which answer, what was changed, where among its like. */
  readonly name: string;
  readonly source: string;
}

interface Found {
  readonly at: number;
  readonly text: string;
  readonly step: string;
}

/** A step whose result nobody uses, with its semicolon. */
const statement = /yield\* k\.(\w+)\([^()]*\);/g;
/** A step whose result decides. */
const question = /\(yield\* k\.(\w+)\([^()]*\)\)|(?<=if \()yield\* k\.(\w+)\([^()]*\)(?=\))/g;

const all = (source: string, pattern: RegExp): Found[] =>
  [...source.matchAll(pattern)].map((match) => ({
    at: match.index,
    text: match[0],
    step: match[1] ?? match[2]!,
  }));

const replaced = (source: string, at: number, length: number, by: string): string =>
  source.slice(0, at) + by + source.slice(at + length);

/** Every mutant of an answer. */
export function mutantsOf(answer: { readonly name: string; readonly source: string }): Mutant[] {
  const { name, source } = answer;
  const made: { what: string; source: string }[] = [];
  const statements = all(source, statement).filter(({ at }) => !/(=|return)\s*$/.test(source.slice(0, at)));
  for (const { at, text, step } of statements)
    made.push({ what: `drop ${step}`, source: replaced(source, at, text.length, ';') });
  statements.forEach((first, n) => {
    const second = statements[n + 1];
    if (second === undefined || source.slice(first.at + first.text.length, second.at).trim() !== '') return;
    const between = source.slice(first.at + first.text.length, second.at);
    const whole = first.text.length + between.length + second.text.length;
    made.push({
      what: `swap ${first.step} and ${second.step}`,
      source: replaced(source, first.at, whole, second.text + between + first.text),
    });
  });
  for (const { at, text, step } of all(source, question))
    made.push({ what: `negate ${step}`, source: replaced(source, at, text.length, `(!(${text}))`) });
  const seen = new Map<string, number>();
  return made.map(({ what, source: changed }) => {
    const number = (seen.get(what) ?? 0) + 1;
    seen.set(what, number);
    return { name: `${name}: ${what} (${number})`, source: changed };
  });
}
