// Two engines, one truth: is what the clock did a path of the explorer's graph?
import { simulate } from './clock.js';
import type { Search } from './explorer.js';

/** What a comparison of clock runs with a graph came to. */
export interface Agreement {
  runs: number;
  steps: number;
  /** Different states of the graph that the runs met. */
  visited: number;
  /** The first step that left the graph, or null. */
  left: { seed: number; step: number; task: string; label: string } | null;
}

/**
 * Runs the clock with the seeds 1 to `runs` and follows each step in the graph.
 * @param found a complete, folded search of the scenario
 */
export function compareWithGraph(found: Search, runs: number, maxSteps = 500): Agreement {
  const visited = new Set<number>();
  const agreement: Agreement = { runs, steps: 0, visited: 0, left: null };
  for (let seed = 1; seed <= runs && agreement.left === null; seed++) {
    const nodes = found.automata.map(() => 0);
    let state = 0;
    simulate(found.scenario, {
      seed,
      maxSteps,
      operations: false,
      onStep: ({ task, alternative, result, words }) => {
        agreement.steps++;
        if (agreement.left !== null) return;
        const automaton = found.automata[task]!;
        const node = automaton.nodes[nodes[task]!]!;
        nodes[task] = automaton.extend(node, alternative, result);
        state = found.stateOf(words, nodes);
        if (state >= 0) visited.add(state);
        else
          agreement.left = {
            seed,
            step: agreement.steps,
            task: automaton.task.name,
            label: node.alternatives[alternative]!.label,
          };
      },
    });
  }
  agreement.visited = visited.size;
  return agreement;
}
