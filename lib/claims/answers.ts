// What the machine answered so far: each exploration is made once, whichever claims ask for it.
//
// While a search runs, the switches that kernel code and detectors read are noted; a case that differs
// only in others takes the same steps and gets the same answer.
import { type Exploration, explore } from '../engine/index.js';
import { needsStablePages } from '../filesystems/page-mkwrite.js';
import { machineKey, withNotes } from '../matrix/explorations.js';
import type { MachineConstants } from '../pages/machine.js';
import type { Switches } from '../pages/switches.js';
import { built, type Case, caseKey } from './case.js';
import { type Measured, type Measurement, measure, measurementKey } from './measurement.js';

/** States after which a search is cut, so that its verdict is `unknown` and the claim's `undecided`. */
export const mostStates = 400_000;

/** A search's answer, and the switches that it rests on. */
export interface Searched {
  readonly answer: Exploration;
  readonly read: readonly (keyof Switches)[];
}

/** Searches; the same case gives the same answer wherever it runs. */
export function search(asked: Case): Searched {
  const read = new Set<keyof Switches>();
  const answer = explore(withNotes(built(asked), read), { outcomes: true, maxStates: mostStates });
  return { answer, read: [...read] };
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
  readonly #byCase = new Map<string, Exploration>();
  readonly #byMachine = new Map<string, Kept[]>();
  readonly #places = new Map<string, Place>();
  readonly #measured = new Map<string, Measured>();
  /** How many searches were made. */
  searches = 0;

  /** The answer to a case, null where there is none yet. */
  find(asked: Case): Exploration | null {
    const key = caseKey(asked);
    const known = this.#byCase.get(key);
    if (known !== undefined) return known;
    const { constants, machine } = this.#place(asked, key);
    const kept = this.#byMachine.get(machine) ?? [];
    const same = kept.find((each) => each.read.every((name) => isAlike(name, each, constants)));
    if (same !== undefined) this.#byCase.set(key, same.answer);
    return same?.answer ?? null;
  }

  /** Keeps the answer to a case. */
  keep(asked: Case, searched: Searched): void {
    const key = caseKey(asked);
    const { constants, machine } = this.#place(asked, key);
    this.#byMachine.set(machine, [...(this.#byMachine.get(machine) ?? []), { ...searched, constants }]);
    this.#byCase.set(key, searched.answer);
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
    for (const each of cases) if (this.find(each) === null) this.keep(each, search(each));
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
  observations.find(({ id }) => id === 'uncounted-references')?.count === 0;
