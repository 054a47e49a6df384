// Which steps of kernel code were checked: that a task is a function of what its steps returned, as a search
// relies on (see folding-checks.ts), is a matter of the code and not of the state that it runs in. A search
// in which no task takes a step that no checked search has taken is not checked again: that would take
// longer than the search.
import type { Search } from '../engine/index.js';

/** The steps that were checked so far. */
export class CheckedSteps {
  readonly #known = new Set<string>();

  /** Adds the steps of a search. @returns whether some of them are new */
  add({ automata, scenario }: Pick<Search, 'automata' | 'scenario'>): boolean {
    const before = this.#known.size;
    for (const { nodes, task } of automata)
      for (const { alternatives, functions } of nodes)
        for (const { label } of alternatives)
          this.#known.add(`${functions.at(-1) ?? `${scenario.name}, ${task.name}`}: ${label}`);
    return this.#known.size > before;
  }
}
