// Outcomes: what an outsider can see where everything that should end has, or nothing more can happen.
import type { OutcomeAnswer } from './exploration.js';
import type { Search } from './explorer.js';
import { allOperations, type StateGraph } from './state-graph.js';
import { wayTo } from './way.js';

/** The states that show one outcome. */
interface Shown {
  readonly observation: string;
  readonly number: number;
  /** The first of them, which is a nearest one. */
  readonly first: number;
  count: number;
}

/** The outcomes of a search, the most frequent first, each with a shortest way to a state that shows it. */
export function outcomesOf(search: Search, graph: StateGraph): OutcomeAnswer[] {
  const all = allOperations(graph);
  const shown = new Map<string, Shown>();
  const ofState = new Int32Array(graph.states).fill(-1);
  for (let s = 0; s < graph.states; s++) {
    const halted = s < graph.expanded && graph.first[s] === graph.first[s + 1];
    if (!halted && graph.ended[s] !== all) continue;
    const observation = search.scenario.outcome!(search.kernelAt(s));
    const outcome = shown.get(observation) ?? { observation, number: shown.size, first: s, count: 0 };
    shown.set(observation, outcome);
    outcome.count++;
    ofState[s] = outcome.number;
  }
  return [...shown.values()].sort(mostFrequent).map(({ observation, number, first, count }) => ({
    observation,
    count,
    ...wayTo(search, first, { also: (state) => ofState[state] === number }),
  }));
}

/** Sorts outcomes: those shown by most states first, then by their text. */
export function mostFrequent(
  a: Pick<OutcomeAnswer, 'observation' | 'count'>,
  b: Pick<OutcomeAnswer, 'observation' | 'count'>,
): number {
  return b.count - a.count || (a.observation < b.observation ? -1 : 1);
}
