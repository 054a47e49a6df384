// Which harms are found in a state, what may be observed of it alone, and whether the machine stops there.
//
// Detectors are functions of the records they look at, so what they find is remembered by those
// records' values as long as that is of use.
import type { Kernel } from './kernel.js';
import type { Observation, Scenario } from './scenario.js';
import { FootprintMemory, ValueTable } from './value-table.js';
import { type World, worldOf } from './world.js';

export class Judge {
  /** Whether there is nothing to look for. */
  readonly idle: boolean;
  /** The harms found in the state looked at last, a bit each. */
  harms = 0;
  /** The observations of a state alone that were made in it, a bit each by their numbers in the scenario. */
  shown = 0;
  /** Whether the machine stops in it. */
  stops = false;
  readonly #ofState: readonly (readonly [bit: number, observation: Observation<Kernel>])[];
  readonly #noting: World;
  #known: ValueTable | null;
  /** For each number in `known`: the harms, what was observed, and whether it stops. */
  readonly #found: number[] = [];

  /**
   * @param world the one that shows the states
   * @param words its memory's
   */
  constructor(
    readonly scenario: Scenario,
    readonly world: World,
    readonly words: Int32Array,
  ) {
    this.#ofState = scenario.observations.flatMap((each, o) => (each.ofState ? [[1 << o, each] as const] : []));
    this.idle = scenario.harms.length + this.#ofState.length === 0 && scenario.stopsWhen === undefined;
    this.#noting = worldOf(scenario, new FootprintMemory(scenario.layout, words, true));
    this.#known = new ValueTable(scenario.layout);
  }

  /** Looks at the state that the world shows. */
  look(): void {
    const known = this.#known;
    const number = known === null ? -1 : known.find(this.words);
    if (number >= 0) {
      this.harms = this.#found[number]!;
      this.shown = this.#found[number + 1]!;
      this.stops = this.#found[number + 2] === 1;
    } else if (known === null || known.full) this.#detect(this.world);
    else this.#learn(known);
  }

  #learn(known: ValueTable): void {
    const { memory } = this.#noting;
    memory.startFootprint();
    this.#detect(this.#noting);
    if (known.useless) this.#known = null;
    known.remember(this.words, memory, this.#found.length);
    this.#found.push(this.harms, this.shown, this.stops ? 1 : 0);
  }

  #detect({ kernel }: World): void {
    const { harms, stopsWhen } = this.scenario;
    let mask = 0;
    for (let h = 0; h < harms.length; h++) if (harms[h]!.found(kernel)) mask |= 1 << h;
    this.harms = mask;
    this.shown = 0;
    for (const [bit, observation] of this.#ofState) if (observation.seen(kernel, kernel)) this.shown |= bit;
    this.stops = stopsWhen?.(kernel) ?? false;
  }
}
