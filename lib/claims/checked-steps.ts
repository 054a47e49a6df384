// Which steps of kernel code were checked: that a task is a function of what its steps returned, as a search
// relies on (see folding-checks.ts), is a matter of the code and not of the state that it runs in. A search
// in which no task takes a step that no checked search has taken is not checked again: that would take
// longer than the search. Nor are a scenario's tasks run before each of its searches, but before the first.
// Several threads tell each other what they have checked.
import type { Search } from '../engine/index.js';

/** The steps that were checked so far, and the scenarios that they are of. */
export class CheckedSteps {
  readonly #known = new Set<string>();
  #news: string[] = [];

  /** Begins a search. @returns whether it is the scenario's first */
  begin(scenario: string): boolean {
    return this.#add(scenario);
  }

  /** Adds the steps of a search. @returns whether some of them are new */
  add({ automata, scenario }: Pick<Search, 'automata' | 'scenario'>): boolean {
    let isNew = false;
    for (const { nodes, task } of automata)
      for (const { alternatives, functions } of nodes)
        for (const { label } of alternatives)
          if (this.#add(`${functions.at(-1) ?? `${scenario.name}, ${task.name}`}: ${label}`)) isNew = true;
    return isNew;
  }

  /** What was added here since this was last asked. */
  takeNews(): readonly string[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** Adds what other threads have checked. */
  hear(news: readonly string[]): void {
    for (const each of news) this.#known.add(each);
  }

  #add(what: string): boolean {
    if (this.#known.has(what)) return false;
    this.#known.add(what);
    this.#news.push(what);
    return true;
  }
}
