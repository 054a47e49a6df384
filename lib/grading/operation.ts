// An answer's function as a kernel function of the machine: the table says which step comes next,
// the exercise says what that step does. The answer's own code never runs here.
import { again, type KernelFunction, kernelFunction, type RecordIdentity, type Trace } from '../engine/index.js';
import { shownWords, type Value } from './answers/protocol.js';
import { type AnswerTable, valueText } from './answers/table.js';
import {
  brokenRule,
  bug,
  type Exercise,
  type ExerciseMachine,
  type FunctionWanted,
  type Misuse,
  type Part,
} from './exercise.js';

/** What an operation is given: records of the machine, and plain values. */
export type Given = RecordIdentity | string | number | boolean;

/** An answer's function, as a scenario calls it. */
export type AnswerFunction = KernelFunction<ExerciseMachine, Given[], null | boolean | number | string>;

/** An answer's functions by name. */
export type Operations = Readonly<Record<string, AnswerFunction>>;

/** Makes the functions of an answer. */
export function operationsOf(exercise: Exercise, table: AnswerTable): Operations {
  return Object.fromEntries(exercise.functions.map((each) => [each.name, operation(exercise, each, table)]));
}

function operation(exercise: Exercise, wanted: FunctionWanted, table: AnswerTable): AnswerFunction {
  const { name, returns } = wanted;
  return kernelFunction(name, function* (k: ExerciseMachine, ...args: Given[]) {
    const known = new Map<string, RecordIdentity>();
    const outward = (part: Part): Value => {
      if (typeof part !== 'object' || part === null) return part ?? null;
      known.set(part.recordName, part);
      return { record: part.recordName };
    };
    let place = table.start(name, args.map(outward));
    const held: Value[] = [];
    for (;;) {
      const { reply } = place;
      if ((reply.kind === 'retry' || reply.kind === 'return') && held.length > 0)
        yield* stop(k, 'it returns, or starts over, with a lock held: nobody will ever release it');
      if (reply.kind === 'retry') return again(...args);
      if (reply.kind === 'return' && isPlain(reply.value) && returns.includes(reply.value)) return reply.value;
      if (reply.kind !== 'step') {
        const why = reply.kind === 'broken' ? reply.why : wrongReturn(wanted, reply.value);
        yield* stop(k, 'the answer cannot go on', why);
        return null;
      }
      const { lock, run } = exercise.steps[reply.step]!;
      const wrong = lockMisuse(lock, reply.args[0], held);
      if (wrong !== null)
        yield* stop(k, wrong, `${name} calls k.${reply.step}(${reply.args.map(valueText).join(', ')}): ${wrong}`);
      const parts = reply.args.map((arg) => (isPlain(arg) ? arg : known.get(arg.record)!));
      place = table.after(place, outward((yield* run(k, ...parts)) as Part));
    }
  }) as AnswerFunction;
}

const isPlain = (value: Value): value is null | boolean | number | string =>
  typeof value !== 'object' || value === null;

/** Stops the machine; the step’s label says why. */
const stop = kernelFunction('oops', function* (k: ExerciseMachine, what: Misuse, why: string = what) {
  yield* k.step(bugLabel + why, () => bug(k, what));
});

const bugLabel = 'BUG: ';

/** Why the machine stopped, as its last step says it: the rule that was broken, or why the answer could not go on. */
export function brokenRuleIn({ steps }: Trace): string {
  const last = steps.at(-1);
  if (last?.label.startsWith(bugLabel)) return last.label.slice(bugLabel.length);
  const broken = last?.changes.find(({ field }) => field === 'broken');
  return String(broken?.after ?? brokenRule.name);
}

/** Keeps the page locks that the operation holds; what is wrong with the next step, null for nothing. */
function lockMisuse(
  lock: 'takes' | 'drops' | 'under' | undefined,
  page: Value | undefined,
  held: Value[],
): Misuse | null {
  if (lock === undefined || page === undefined) return null;
  const at = held.findIndex((each) => sameRecord(each, page));
  if (lock === 'takes') {
    if (at >= 0) return 'it locks what it has locked already';
    held.push(page);
  } else if (at < 0)
    return lock === 'drops' ? 'it unlocks what it has not locked' : 'that needs the page lock, and it does not hold it';
  else if (lock === 'drops') held.splice(at, 1);
  return null;
}

const sameRecord = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);

function wrongReturn({ name, returns, signature }: FunctionWanted, value: Value): string {
  const shown =
    value === null ? 'nothing' : typeof value === 'object' ? value.record : shownWords(JSON.stringify(value));
  const may = returns.map((each) => (each === null ? 'nothing' : JSON.stringify(each))).join(' or ');
  return `${name} returned ${shown}; it returns ${may}: ${signature}`;
}
