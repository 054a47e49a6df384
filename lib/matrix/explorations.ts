// Explorations of scenarios under many settings, each made once.
//
// While a search runs, the switches that kernel code and detectors read are noted. Another setting
// of the scenario that agrees in those switches takes the same steps, so the answer is the same. A
// scenario's tasks are checked in its first search on each machine; `explore` checks them every time.
import {
  answersOf as answersOfSearch,
  type Budget,
  type Exploration,
  explore,
  type Scenario,
  search,
  searchOptionsOf,
  type Verdict,
} from '../engine/index.js';
import { hostageHarm, hostageIds, hostageVerdict } from '../harms/hostage.js';
import type { MachineConstants } from '../pages/machine.js';
import type { Switches } from '../pages/switches.js';
import type { Choices } from '../rules/setting.js';
import type { NamedScenario } from '../scenarios/machine-scenario.js';

/** One thing that a search judged. */
export interface Judged {
  readonly id: string;
  readonly verdict: Verdict;
  readonly shortest: number | null;
  readonly schedule: string | null;
}

/** What one search answered. */
export interface Answers {
  readonly complete: boolean;
  readonly states: number;
  /** By id: the harms, H7, H8, deadlock, starved. */
  readonly judged: ReadonlyMap<string, Judged>;
  /** What an outsider can see at the end, sorted. */
  readonly outcomes: readonly string[];
}

/** What is judged beside the harms that detectors find, in the order of rows. */
export const judgedBeside: readonly string[] = [...hostageIds, 'deadlock', 'hostage', 'starved'];

type Name = keyof Switches;

interface Kept {
  readonly answers: Answers;
  readonly switches: Switches;
  readonly read: ReadonlySet<Name>;
}

/** Explores, and remembers. */
export class Explorations {
  /** How many searches were made. */
  searches = 0;
  /** How many of them were cut. */
  cut = 0;
  readonly #kept = new Map<string, Kept[]>();

  /** @param budget what each search may spend */
  constructor(readonly budget: Budget = {}) {}

  /**
   * What a scenario answers under a setting; the same object where it was answered already.
   * @returns null where the scenario cannot be built so
   */
  async of(named: NamedScenario, choices: Choices): Promise<Answers | null> {
    const scenario = builtOrNull(named, choices);
    if (scenario === null) return null;
    const { rules: switches } = scenario.constants as MachineConstants;
    const kept = this.#keptOf(scenario);
    const same = kept.find(({ read, switches: those }) => [...read].every((name) => those[name] === switches[name]));
    if (same !== undefined) return same.answers;
    await new Promise((goOn) => setImmediate(goOn));
    const read = new Set<Name>();
    const answers = answersOf(explored(withNotes(scenario, read), kept.length === 0, this.budget));
    this.searches++;
    if (!answers.complete) this.cut++;
    kept.push({ answers, switches, read });
    return answers;
  }

  /** What is kept of a scenario on this machine; tasks that a switch adds or takes away make another. */
  #keptOf(scenario: Scenario): Kept[] {
    const key = machineKey(scenario);
    if (!this.#kept.has(key)) this.#kept.set(key, []);
    return this.#kept.get(key)!;
  }
}

/** Names a scenario on one machine: all but the switches, of which it may read some only. */
export function machineKey({ constants, layout, name, tasks }: Scenario): string {
  const { costs, rules: _, ...others } = constants as MachineConstants;
  const names = tasks.map((task) => task.name);
  return JSON.stringify([name, layout.words, others, costs.storage, names]);
}

/** The scenario, or null where the choices do not go with it. */
export function builtOrNull(named: NamedScenario, choices: Choices): Scenario | null {
  try {
    return named.build(choices);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The scenario, in which a switch that is read is noted: by its name, not by a look at all that there is. */
export function withNotes(scenario: Scenario, read: Set<keyof Switches>): Scenario {
  const { rules, ...others } = scenario.constants as MachineConstants;
  const noting = {} as Switches;
  for (const name of Object.keys(rules) as Name[])
    Object.defineProperty(noting, name, {
      get: () => {
        read.add(name);
        return rules[name];
      },
    });
  return { ...scenario, constants: { ...others, rules: noting } };
}

/** Explores; tasks that were checked before, under other switches, are not checked again: that takes longer than most searches. */
function explored(scenario: Scenario, checked: boolean, budget: Budget): Exploration {
  const asked = { outcomes: true, ...budget };
  return checked ? explore(scenario, asked) : answersOfSearch(search(scenario, searchOptionsOf(asked)), asked);
}

function answersOf(found: Exploration): Answers {
  const { complete, deadlock, harms, hostage, outcomes = [], starved, states } = found;
  const unnamed = hostage.filter(({ inside }) => hostageHarm(inside) === null);
  const judged: Judged[] = [
    ...harms,
    ...hostageIds.map((id) => ({ id, ...hostageVerdict(found, id) })),
    { ...deadlock, id: 'deadlock' },
    { ...firstOf(unnamed, complete), id: 'hostage' },
    { ...firstOf(starved, complete), id: 'starved' },
  ].map(({ id, verdict, shortest, schedule }) => ({ id, verdict, shortest, schedule }));
  return {
    complete,
    states,
    judged: new Map(judged.map((each) => [each.id, each])),
    outcomes: outcomes.map(({ observation }) => observation).sort(),
  };
}

function firstOf(stuck: readonly Omit<Judged, 'id'>[], complete: boolean): Omit<Judged, 'id'> {
  const nobody: Omit<Judged, 'id'> = { verdict: complete ? 'Never' : 'unknown', shortest: null, schedule: null };
  return stuck.find(({ verdict }) => verdict === 'Sometimes') ?? stuck[0] ?? nobody;
}
