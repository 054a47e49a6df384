// An exercise: the functions that are to be written, the steps they may take, the checks they must pass.
//
// A step is one of the machine's own, or a kernel function of it: nothing here is a model of its
// own. An answer gets no other way to the machine, so it can neither make a step larger than the
// kernel's nor look where it may not.
import type { Machine } from '../devices/machine.js';
import { type Detector, ghost, type Operation, one, oneOf, type RecordIdentity, record } from '../engine/index.js';
import type { MachineWith } from '../scenarios/machine-scenario.js';
import type { Offer } from './answers/protocol.js';
import type { Check } from './check.js';

/** What may be wrong with a step at the moment it is taken: the kernel would stop with a BUG. */
export const misuses = [
  'the answer cannot go on',
  'it unlocks what it has not locked',
  'that needs the page lock, and it does not hold it',
  'it locks what it has locked already',
  'it returns, or starts over, with a lock held: nobody will ever release it',
  'it starts a second writeback of a page that is under writeback',
  'it submits a page of which it has started no writeback',
  'it touches a page that it no longer holds',
  'it drops a pin that it no longer holds',
  'it pins a page that it has pinned already',
  'it gives a device a page that nobody holds',
  'it asks for a rule in a way that there is not',
  'it lets faults in that nobody keeps out',
  'it lets go of a page that the device is still writing',
  'it looks at the device’s table, or changes it, without the driver’s lock',
  'it releases the driver’s lock, which nobody holds',
] as const;

/** What a step that asks a question may return. */
export const yesOrNo = [true, false] as const;

/** What may be wrong with a step. */
export type Misuse = (typeof misuses)[number];

/** What the answer's operation has returned, and how it broke the kernel's own rules. Only detectors read it. */
export const Answered = record('Answered', {
  result: ghost(oneOf('none', 'wanted', 'other')),
  broken: ghost(oneOf('none', ...misuses)),
});

/** The records that an exercise adds to a machine. */
export const answeredShape = { answered: one(Answered) } as const;

/** The kernel object of an exercise. */
export type ExerciseMachine = MachineWith<typeof answeredShape>;

/** Stops the machine, as a BUG would. Call within an effect. */
export function bug(k: ExerciseMachine, what: Misuse): void {
  k.system.bug = true;
  k.ghost(() => {
    k.answered.broken = what;
  });
}

/** What a step may be given, and give back. */
export type Part = null | undefined | boolean | number | string | RecordIdentity;

/** One step that an answer may take. */
export interface StepOffered {
  /** What it does, as the statement says it. */
  readonly about: string;
  /** What its arguments are, by kind. */
  readonly takes: readonly string[];
  /** All that it may return, where that is known: nothing unless said; null for a record of the machine. */
  readonly gives?: readonly (boolean | number | string)[] | null;
  /** What it does to the lock of the page or file that is its first argument; `under` it must be held. */
  readonly lock?: 'takes' | 'drops' | 'under';
  // biome-ignore lint/suspicious/noExplicitAny: each step names its own records
  run(k: ExerciseMachine, ...args: any[]): Operation<unknown>;
}

/** A function that is to be written. */
export interface FunctionWanted {
  readonly name: string;
  /** How it is written, for a message: `fsync(k, inode): Op<0 | 'EIO'>`. */
  readonly signature: string;
  /** What it may return. */
  readonly returns: readonly (null | boolean | number | string)[];
}

/** An exercise. */
export interface Exercise {
  /** `05-fsync`: its folder and its name everywhere. */
  readonly id: string;
  readonly title: string;
  /** The module that defines it: `import.meta.url`. What was judged by another version of it is judged again. */
  readonly module: string;
  /** The chapter that it ends. */
  readonly chapter: string;
  readonly functions: readonly FunctionWanted[];
  readonly steps: Readonly<Record<string, StepOffered>>;
  readonly checks: readonly Check[];
  /** What this student is given, in Markdown; said below the statement. */
  readonly given?: string;
  /** The exercise as one student gets it: the same for the same seed. Absent where all get the same. */
  variant?(seed: string): Exercise;
  /** The exercise as a lecturer's private seed has it: judged on what nobody has seen. Copies do not differ. */
  privately?(seed: string): Exercise;
}

/** An exercise as a lecturer judges it; as it is where there is no private seed, or nothing is drawn from it. */
export const privateOf = (exercise: Exercise, seed: string | undefined): Exercise =>
  seed === undefined ? exercise : (exercise.privately?.(seed) ?? exercise);

/** An exercise as the copy with a seed has it; as it is where no seed is given, or nothing is drawn. */
export const variantOf = (exercise: Exercise, seed: string | undefined): Exercise =>
  seed === undefined ? exercise : (exercise.variant?.(seed) ?? exercise);

/** The points of an exercise. */
export const pointsOf = ({ checks }: Exercise): number => checks.reduce((sum, { points }) => sum + points, 0);

/** What an exercise offers, as an answer's side needs to know it. */
export const offerOf = ({ steps, functions }: Exercise): Offer => ({
  steps: Object.fromEntries(
    Object.entries(steps).map(([name, { gives }]) => [name, gives === undefined ? [null] : gives]),
  ),
  functions: functions.map(({ name }) => name),
});

/** Found where the answer broke one of the kernel's own rules. */
export const brokenRule: Detector<ExerciseMachine> = {
  id: 'broken',
  name: 'the answer breaks a rule of the kernel',
  found: (k) => k.answered.broken !== 'none',
};

/** Found once the operation has returned what it is there for. */
export const wantedResult: Detector<ExerciseMachine> = {
  id: 'wanted',
  name: 'the operation succeeds',
  found: (k) => k.answered.result === 'wanted',
};

/** Notes what the operation returned. Call within an effect. */
export function answeredWith(k: ExerciseMachine, wanted: boolean): void {
  k.ghost(() => {
    k.answered.result = wanted ? 'wanted' : 'other';
  });
}

export type { Machine };
