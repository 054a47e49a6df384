// Whether something is ever reached: a step is taken, or a state is as asked.
//
// The verdicts are those of harms. A step counts as reached where it is taken; `Always` means that no
// maximal fair execution leaves it out.
import type { ReachAnswer, StepName, Verdict } from './exploration.js';
import type { Search } from './explorer.js';
import { isAvoidable } from './fair-cycles.js';
import type { Kernel } from './kernel.js';
import type { StateGraph } from './state-graph.js';
import { wayTo } from './way.js';

/** A step to look for, by its whole label; of one task, or of any. */
export interface ReachStep {
  readonly id: string;
  readonly step: string;
  readonly task?: string;
}

/** A kind of state to look for; `found` is not to change anything. */
export interface ReachState {
  readonly id: string;
  found(k: Kernel): boolean;
}

/** What to look for. */
export type Reach = ReachStep | ReachState;

/** The steps at which tasks come to stand in a search, taken or not; each once, by task. */
export function stepsOf(search: Search): StepName[] {
  return search.automata.flatMap(({ nodes, task }) => {
    const labels = new Set(nodes.flatMap(({ alternatives }) => alternatives.map(({ label }) => label)));
    return [...labels].map((step) => ({ task: task.name, step }));
  });
}

/** Answers one question of a search that kept its edges. */
export function reachIn(search: Search, graph: StateGraph, asked: Reach): ReachAnswer {
  return 'step' in asked ? stepReached(search, graph, asked) : stateReached(search, graph, asked);
}

/** The answer of a search that kept no edges. */
export function unknownReach(asked: Reach): ReachAnswer {
  return { ...named(asked), verdict: 'unknown', count: 0, shortest: null, schedule: null };
}

/** What was asked for, as an answer begins. */
function named(asked: Reach): Pick<ReachAnswer, 'id' | 'task' | 'step'> {
  if (!('step' in asked)) return { id: asked.id };
  const { id, step, task } = asked;
  return { id, ...(task !== undefined && { task }), step };
}

function stateReached(search: Search, graph: StateGraph, asked: ReachState): ReachAnswer {
  const { first, target } = graph;
  const reached = new Uint8Array(graph.states);
  for (let s = 0; s < graph.states; s++) if (asked.found(search.kernelAt(s))) reached[s] = 1;
  let count = 0;
  for (let s = 0; s < graph.expanded; s++)
    for (let e = first[s]!; e < first[s + 1]!; e++) if (reached[s] === 0 && reached[target[e]!] === 1) count++;
  const nearest = reached.indexOf(1);
  if (nearest < 0) return notReached(search, asked);
  return {
    ...named(asked),
    verdict: verdictOn(search, () => isAvoidable(graph, reached)),
    count,
    ...wayTo(search, nearest, { also: (state) => reached[state] === 1 }),
  };
}

function stepReached(search: Search, graph: StateGraph, asked: ReachStep): ReachAnswer {
  const { action, expanded, first } = graph;
  const taken = new Uint8Array(action.length);
  let count = 0;
  let nearest = -1;
  for (let s = 0; s < expanded; s++)
    for (let e = first[s]!; e < first[s + 1]!; e++) {
      const task = action[e]! >> 8;
      if (asked.task !== undefined && search.scenario.tasks[task]!.name !== asked.task) continue;
      if (search.node(s, task).alternatives[action[e]! & 255]!.label !== asked.step) continue;
      taken[e] = 1;
      count++;
      if (nearest < 0) nearest = s;
    }
  const offered = stepsOf(search).some(
    ({ step, task }) => step === asked.step && (asked.task === undefined || asked.task === task),
  );
  if (nearest < 0) return { ...notReached(search, asked), offered };
  const followedBy = action[taken.indexOf(1)]!;
  return {
    ...named(asked),
    verdict: verdictOn(search, () => isAvoidable(...leadingAside(graph, taken))),
    count,
    ...wayTo(search, nearest, { followedBy }),
    offered,
  };
}

function notReached(search: Search, asked: Reach): ReachAnswer {
  return { ...unknownReach(asked), verdict: search.complete ? 'Never' : 'unknown' };
}

function verdictOn(search: Search, avoidable: () => boolean): Verdict {
  return search.complete && !avoidable() ? 'Always' : 'Sometimes';
}

/** The graph with the marked steps leading to a state of their own, and that state marked. */
function leadingAside(graph: StateGraph, marked: Uint8Array): [StateGraph, Uint8Array] {
  const aside = graph.states;
  const first = new Int32Array(aside + 2).fill(graph.first[aside]!);
  first.set(graph.first);
  const bad = new Uint8Array(aside + 1);
  bad[aside] = 1;
  const target = graph.target.map((state, edge) => (marked[edge] === 1 ? aside : state));
  return [{ ...graph, states: aside + 1, first, target }, bad];
}
