// What the machine answered so far: each exploration is made once, whichever claims ask for it.
//
// While a search runs, the switches that kernel code and detectors read are noted; a case that differs
// only in others takes the same steps and gets the same answer. A scenario's tasks are checked (see
// folding-checks.ts) in its first search on each machine, or in each: the tests of the ledger have each.
import {
  answersOfChecked,
  answersOf as answersOfSearch,
  type Exploration,
  search as searchOnly,
  searchOptionsOf,
} from '../engine/index.js';
import { needsStablePages } from '../filesystems/page-mkwrite.js';
import { machineKey, withNotes } from '../matrix/explorations.js';
import type { MachineConstants } from '../pages/machine.js';
import type { Switches } from '../pages/switches.js';
import { built, type Case, caseKey } from './case.js';
import { CheckedSteps } from './checked-steps.js';
import { type Measured, type Measurement, measure, measurementKey } from './measurement.js';
import type { WatchId } from './watches.js';

/** States after which a search is cut, so that its verdict is `unknown` and the claim's `undecided`. */
export const mostStates = 400_000;

/** Which searches are checked: each, or those that take a step that was not checked yet. */
export type Checks = 'each search' | 'each step';

/** What tells whether an answer may be that of other switches: it is always watched for. */
const holders: WatchId = 'uncounted-references';

/** A search to be made. */
export interface ToSearch extends Case {
  readonly watch: readonly string[];
  readonly checks: Checks;
}

/** A search's answer, the switches that it rests on, and what was watched for. */
export interface Searched {
  readonly answer: Exploration;
  readonly read: readonly (keyof Switches)[];
  readonly watched: readonly string[];
}

/** Searches; the same case gives the same answer wherever it runs. */
export function search(asked: ToSearch, checked: CheckedSteps): Searched {
  const read = new Set<keyof Switches>();
  const always = asked.checks === 'each search';
  const options = {
    ...{ outcomes: true, notes: false, maxStates: mostStates },
    firstLook: checked.begin(asked.scenario) || always,
  };
  const found = searchOnly(withNotes(built(asked), read), searchOptionsOf(options));
  const isNew = checked.add(found) || always;
  const answer = isNew ? answersOfChecked(found, options) : answersOfSearch(found, options);
  return { answer, read: [...read], watched: asked.watch };
}

interface Kept extends Searched {
  readonly constants: MachineConstants;
}

/** A case as far as answers are shared: the machine it is on, and what is constant there. */
interface Place {
  readonly machine: string;
  readonly constants: MachineConstants;
}

/** What was answered, and what was asked for and not answered yet. */
export class Answers {
  readonly #byCase = new Map<string, Kept>();
  readonly #byMachine = new Map<string, Kept[]>();
  readonly #places = new Map<string, Place>();
  readonly #measured = new Map<string, Measured>();
  /** How many searches were made. */
  searches = 0;

  /** What claims have watched for so far, by scenario. */
  readonly #wanted = new Map<string, Set<string>>();
  readonly #checked = new CheckedSteps();

  /** @param checks which searches are checked from now on; what is answered stays answered */
  constructor(public checks: Checks = 'each step') {}

  /** The answer to a case that watched for all this, null where there is none yet. */
  find(asked: Case, watch: readonly string[] = []): Exploration | null {
    const key = caseKey(asked);
    const covers = ({ watched }: Kept): boolean => watch.every((id) => watched.includes(id));
    const known = this.#byCase.get(key);
    if (known !== undefined && covers(known)) return known.answer;
    const { constants, machine } = this.#place(asked, key);
    const kept = this.#byMachine.get(machine) ?? [];
    const same = kept.find((each) => covers(each) && each.read.every((name) => isAlike(name, each, constants)));
    if (same !== undefined) this.#byCase.set(key, same);
    return same?.answer ?? null;
  }

  /** Has a scenario watched for something from now on. */
  want(scenario: string, id: string): void {
    const wanted = this.#wanted.get(scenario) ?? new Set([holders]);
    this.#wanted.set(scenario, wanted.add(id));
  }

  /** What a scenario is watched for. */
  wanted({ scenario }: Case): readonly string[] {
    return [...(this.#wanted.get(scenario) ?? [holders])];
  }

  /** The search that answers a case. */
  toSearch(asked: Case): ToSearch {
    return { ...asked, watch: this.wanted(asked), checks: this.checks };
  }

  /** Keeps the answer to a case. */
  keep(asked: Case, searched: Searched): void {
    const key = caseKey(asked);
    const { constants, machine } = this.#place(asked, key);
    const kept = { ...searched, constants };
    this.#byMachine.set(machine, [kept, ...(this.#byMachine.get(machine) ?? [])]);
    this.#byCase.set(key, kept);
    this.searches++;
  }

  #place(asked: Case, key: string): Place {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const scenario = built(asked);
    const place = { machine: machineKey(scenario), constants: scenario.constants as MachineConstants };
    this.#places.set(key, place);
    return place;
  }

  /** What a measurement came to, null where it was not made yet. */
  measured(asked: Measurement): Measured | null {
    return this.#measured.get(measurementKey(asked)) ?? null;
  }

  /** Keeps what a measurement came to. */
  keepMeasured(asked: Measurement, measured: Measured): void {
    this.#measured.set(measurementKey(asked), measured);
  }

  /** Answers everything that is asked, on this thread. */
  answerHere(cases: readonly Case[], measurements: readonly Measurement[]): void {
    for (const each of cases)
      if (this.find(each, this.wanted(each)) === null) this.keep(each, search(this.toSearch(each), this.#checked));
    for (const each of measurements) if (this.measured(each) === null) this.keepMeasured(each, measure(each));
  }
}

/**
 * Whether code that asked for a switch in a search gets the same answers under other constants. Of stable
 * pages it asks whether they are needed. All tests for pins agree on pages that nobody holds but by
 * pins: where the whole search met no others, every test makes the same graph.
 */
function isAlike(name: keyof Switches, { answer, constants }: Kept, other: MachineConstants): boolean {
  if (constants.rules[name] === other.rules[name]) return true;
  if (name === 'stablePages') return needsStablePages(constants) === needsStablePages(other);
  return name === 'pinTest' && !constants.dax && answer.complete && holdsByPinsAlone(answer);
}

const holdsByPinsAlone = ({ observations }: Exploration): boolean =>
  observations.find(({ id }) => id === holders)?.count === 0;
