// Every state of a small scenario, drawn: what the explorer's graph looks like.

import { search } from '../engine/explorer.js';
import { fewestSwitches, statesOnWay } from '../engine/fewest-switches.js';
import type { Kernel } from '../engine/kernel.js';
import type { Scenario } from '../engine/scenario.js';
import { scheduleOf } from '../engine/schedule.js';
import type { Figure } from './figure.js';
import { type Edge, type Node, stateGraph } from './state-graph.js';

/** Most states that a reader can take in at once. */
const mostStates = 60;

/** How a scenario's graph is drawn. */
export interface ScenarioGraphOptions<K> {
  title: string;
  /** A state in a word or two; where the tasks stand is added for those that are not told apart by it. */
  label: (k: K) => string;
  /** The harm whose shortest way is marked. */
  harm?: string;
}

/**
 * Draws every state of a scenario, and the shortest way to a harm.
 * @throws RangeError when the scenario has more states than can be drawn, or no such harm
 */
export function scenarioGraph<K = Kernel>(scenario: Scenario, options: ScenarioGraphOptions<K>): Figure {
  const found = search(scenario, { maxStates: mostStates });
  if (!found.complete)
    throw new RangeError(
      `${scenario.name} has more than ${mostStates} states; draw a smaller scenario, or look at one schedule with stepScrubber`,
    );
  const states = Array.from({ length: found.store.count }, (_, state) => state);
  const nodes: Node[] = states.map((state) => ({
    id: String(state),
    label: options.label(found.kernelAt(state) as K),
  }));
  const edges: Edge[] = states.flatMap((state) => {
    const { first, target, action } = found.edges!;
    return Array.from({ length: first[state + 1]! - first[state]! }, (_, n) => {
      const edge = first[state]! + n;
      const [move] = scheduleOf([action[edge]!]);
      const step = found.node(state, move!.task).alternatives[move!.alternative]!;
      return {
        from: String(state),
        to: String(target[edge]),
        label: `${scenario.tasks[move!.task]!.name}: ${step.label}`,
      };
    });
  });
  return stateGraph(nodes, edges, { title: options.title, path: pathTo(found, options.harm) });
}

function pathTo(found: ReturnType<typeof search>, harm: string | undefined): string[] {
  if (harm === undefined) return [];
  const number = found.scenario.harms.findIndex(({ id }) => id === harm);
  if (number < 0)
    throw new RangeError(
      `${found.scenario.name} looks for no harm called ${harm}; it looks for ${found.scenario.harms.map(({ id }) => id).join(', ')}`,
    );
  const isFound = (state: number) => ((found.found[state]! >>> number) & 1) === 1;
  for (let state = 0; state < found.store.count; state++)
    if (isFound(state)) return statesOnWay(found, fewestSwitches(found, state, { also: isFound })).map(String);
  return [];
}
