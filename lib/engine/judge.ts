// Which harms are found in a state, what may be observed of it alone, and whether the machine stops there.
//
// Detectors are functions of the records they look at, so what they find is remembered by those
// records' values as long as that is of use.
import { isFound, isSeen, stopsIn } from './detect.js';
import type { Kernel } from './kernel.js';
import type { Observation, Scenario } from './scenario.js';
import { FootprintMemory, ownRoom, type Room, ValueTable } from './value-table.js';
import { type World, worldOf } from './world.js';
import { WrittenTable } from './written-table.js';

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
  /** By the records' values: the harms, whether it stops, and what was observed; null where that is of no use. */
  known: WrittenTable | null;

  /**
   * @param world the one that shows the states
   * @param words its memory's
   * @param room where it is kept what was found
   */
  constructor(
    readonly scenario: Scenario,
    readonly world: World,
    readonly words: Int32Array,
    room: Room = ownRoom,
  ) {
    this.#ofState = scenario.observations.flatMap((each, o) => (each.ofState ? [[1 << o, each] as const] : []));
    this.idle = scenario.harms.length + this.#ofState.length === 0 && scenario.stopsWhen === undefined;
    this.#noting = worldOf(scenario, new FootprintMemory(scenario.layout, words, true));
    this.known = new WrittenTable(new ValueTable(scenario.layout, room));
  }

  /** Looks at the state that the world shows. */
  look(): void {
    const { known } = this;
    const place = known === null ? -1 : known.values.find(this.words);
    if (place < 0) {
      this.learn();
      return;
    }
    const { written } = known!;
    this.harms = written[place]!;
    this.stops = written[place + 1] === 1;
    this.shown = written[place + 2]!;
  }

  /**
   * Looks at the state that the world shows as at one that was not met before.
   * @returns the place where it is written what was found; −1 where it is not
   */
  learn(): number {
    const { known } = this;
    if (known === null || known.values.full) {
      this.#detect(this.world);
      return -1;
    }
    const { memory } = this.#noting;
    memory.startFootprint();
    this.#detect(this.#noting);
    if (known.values.useless) this.known = null;
    return known.write(this.words, memory, [this.harms, this.stops ? 1 : 0, this.shown]);
  }

  #detect({ kernel }: World): void {
    const { harms } = this.scenario;
    let mask = 0;
    for (let h = 0; h < harms.length; h++) if (isFound(harms[h]!, kernel)) mask |= 1 << h;
    this.harms = mask;
    this.shown = 0;
    for (const [bit, observation] of this.#ofState) if (isSeen(observation, kernel, kernel)) this.shown |= bit;
    this.stops = stopsIn(this.scenario, kernel);
  }
}
