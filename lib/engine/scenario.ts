// A scenario: the records, the constants, the tasks that run on them, and what to look for.
//
// It is plain data and knows no engine; both engines make what they need from it.
import type { Kernel } from './kernel.js';
import { Layout } from './layout.js';
import type { Shape, ViewsOf } from './record.js';
import type { Cost, Operation } from './step.js';
import { withOrder } from './timer-order.js';

/** The kernel object of a scenario: the engine's methods, the records, the constants. */
export type KernelOf<S extends Shape, C> = Kernel & ViewsOf<S> & Readonly<C>;

/** One thread of execution, fixed when the scenario starts. */
export interface Task<K> {
  readonly name: string;
  run(k: K): Operation<unknown>;
  /** A daemon waits for work for ever; a run is over when only daemons are left. */
  readonly daemon?: boolean;
  /** On the clock, how long after the start it begins; any order is explored in any case. */
  readonly start?: Cost;
}

/** Something to look for in a state: true where it is the case. It may read ghosts. */
export interface Detector<K> {
  readonly id: string;
  readonly name: string;
  found(k: K): boolean;
}

/** Something to look for in a step: `now` is the state after it, `before` the state it was taken in. */
export interface Observation<K> {
  readonly id: string;
  readonly name: string;
  seen(now: K, before: K): boolean;
  /** True where it looks at `now` alone, so that what was seen in a state need not be looked for at each step to it. */
  readonly ofState?: true;
}

/** A user-owned step that is always taken before a timer fires: the owner is prompt. */
export interface Before {
  readonly task: string;
  /** The step's label. */
  readonly step: string;
  /** The timer's name. */
  readonly timer: string;
}

/**
 * Things that can change places without anything else changing: the i-th of every list go together,
 * `{ tasks: [['gup0', 'gup1']], records: [['pin0', 'pin1']] }`. Tasks that make the very same call
 * need not be declared. A declaration that does not hold is found out by the search that uses it.
 */
export interface Interchangeable {
  /** Lists of tasks, by name. */
  readonly tasks?: readonly (readonly string[])[];
  /** Lists of records of one type each, by name. */
  readonly records?: readonly (readonly string[])[];
}

/** What a scenario is made from. */
export interface ScenarioParts<S extends Shape, C extends object> {
  readonly name: string;
  /** In one line, what it is for. */
  readonly about: string;
  readonly memory: S;
  /** What never changes in a run: rules, costs. It appears on `k`. */
  readonly constants?: C;
  /** Sets the initial state, where `initial` values of pools do not say it all. */
  setup?(k: KernelOf<S, C>): void;
  readonly tasks: readonly Task<KernelOf<S, C>>[];
  readonly harms?: readonly Detector<KernelOf<S, C>>[];
  readonly observations?: readonly Observation<KernelOf<S, C>>[];
  /** States in which the whole machine has stopped (a BUG): nothing is taken from there. */
  stopsWhen?(k: KernelOf<S, C>): boolean;
  /** What an outsider can see at the end, as one short text. */
  outcome?(k: KernelOf<S, C>): string;
  readonly before?: readonly Before[];
  /** What a search may take for one and the same, beside tasks that make the same call. */
  readonly interchangeable?: readonly Interchangeable[];
}

/** A scenario as the engines take it, with its types put aside. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly layout: Layout;
  readonly constants: object;
  readonly setup: ((k: Kernel) => void) | undefined;
  readonly tasks: readonly Task<Kernel>[];
  readonly harms: readonly Detector<Kernel>[];
  readonly observations: readonly Observation<Kernel>[];
  readonly stopsWhen: ((k: Kernel) => boolean) | undefined;
  readonly outcome: ((k: Kernel) => string) | undefined;
  readonly before: readonly Before[];
  readonly interchangeable: readonly Interchangeable[];
}

/**
 * Makes a scenario.
 * @throws TypeError when two tasks share a name, two harms an id, a name is taken by the engine, or `before` names
 *   no task
 */
export function scenario<S extends Shape, C extends object = object>(parts: ScenarioParts<S, C>): Scenario {
  if (!Array.isArray(parts.tasks))
    throw new TypeError(`scenario ${parts.name} has no list of tasks; write tasks: [{ name: '…', run: (k) => … }]`);
  const names = parts.tasks.map((task) => task.name);
  for (const name of names)
    if (names.indexOf(name) !== names.lastIndexOf(name))
      throw new TypeError(`scenario ${parts.name}: two tasks are called ${name}; give each its own name`);
  if (names.length === 0) throw new TypeError(`scenario ${parts.name} has no task; nothing could happen in it`);
  for (const name of [...Object.keys(parts.memory), ...Object.keys(parts.constants ?? {})])
    if (
      [
        'memory',
        'stack',
        'made',
        'taken',
        'lastMade',
        'own',
        'step',
        'wait',
        'choose',
        'sleep',
        'find',
        'ghost',
      ].includes(name)
    )
      throw new TypeError(`scenario ${parts.name}: ${name} is a name of the engine’s own; rename the pool or constant`);
  checkIds(parts.name, 'harms', parts.harms ?? []);
  checkIds(parts.name, 'observations', parts.observations ?? []);
  for (const what of ['harms', 'observations'] as const)
    if ((parts[what] ?? []).length > 32)
      throw new TypeError(`scenario ${parts.name} has more than 32 ${what}; a state keeps one bit for each`);
  for (const { task, timer } of parts.before ?? [])
    if (!names.includes(task))
      throw new TypeError(
        `scenario ${parts.name}: a step before ${timer} is said to be of ${task}, which is no task here`,
      );
  return {
    name: parts.name,
    about: parts.about,
    layout: new Layout(withOrder(parts.memory, parts.before ?? [])),
    constants: parts.constants ?? {},
    setup: parts.setup as Scenario['setup'],
    tasks: parts.tasks as unknown as readonly Task<Kernel>[],
    harms: (parts.harms ?? []) as unknown as readonly Detector<Kernel>[],
    observations: (parts.observations ?? []) as unknown as readonly Observation<Kernel>[],
    stopsWhen: parts.stopsWhen as Scenario['stopsWhen'],
    outcome: parts.outcome as Scenario['outcome'],
    before: parts.before ?? [],
    interchangeable: parts.interchangeable ?? [],
  };
}

function checkIds(scenario: string, what: string, list: readonly { readonly id: string }[]): void {
  for (const { id } of list)
    if (list.filter((each) => each.id === id).length > 1)
      throw new TypeError(`scenario ${scenario}: two ${what} have the id ${id}; give each its own`);
}
