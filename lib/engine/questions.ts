// What the graph of a search means: verdicts on harms, stuck tasks, outcomes.
//
// `explore` searches and answers. The answers are plain data (see exploration.ts); what a search
// that was cut short did not find is unknown, never Never.
import type { Exploration, ObservationAnswer, StepName } from './exploration.js';
import { type Search, type SearchOptions, search } from './explorer.js';
import { fewestSwitches } from './fewest-switches.js';
import { checkFolding } from './folding-checks.js';
import { harmAnswersOf } from './harm-answers.js';
import { notesOn } from './notes.js';
import { outcomesOf } from './outcomes.js';
import { type Reach, reachIn, stepsOf, unknownReach } from './reach.js';
import type { Scenario } from './scenario.js';
import { type Schedule, scheduleOf } from './schedule.js';
import { graphOf, type StateGraph } from './state-graph.js';
import { noDeadlock, StuckTasks, unknownHostage, unknownStarved } from './stuck-tasks.js';
import { wayTo } from './way.js';

export type * from './exploration.js';
export type { Reach, ReachState, ReachStep } from './reach.js';

/** What to answer beside the verdicts on harms and stuck tasks. */
export interface Questions {
  /** Count the different outcomes; needs edges, and keeps them. */
  outcomes?: boolean;
  /** Steps and states of which to tell whether they are reached, or how to choose them among the steps met. */
  reach?: readonly Reach[] | ((steps: readonly StepName[]) => readonly Reach[]);
  /** Note guards that decide nothing and alternatives that nobody takes. Default true. */
  notes?: boolean;
}

/** How far to explore, and what to answer. */
export interface ExploreOptions extends Omit<SearchOptions, 'detect'>, Questions {}

/**
 * Explores every interleaving of a scenario and answers what can happen in it.
 * @throws ModelError when a task keeps state outside the records, so that no answer could be trusted
 */
export function explore(scenario: Scenario, options: ExploreOptions = {}): Exploration {
  return answersOfChecked(search(scenario, searchOptionsOf(options)), options);
}

/** How to search for what is to be answered. */
export function searchOptionsOf({ notes, outcomes = false, reach = [], ...rest }: ExploreOptions): SearchOptions {
  const needsEdges = outcomes || typeof reach === 'function' || reach.length > 0;
  return { ...rest, edges: needsEdges || (rest.edges ?? true) };
}

/**
 * Checks the tasks of a search that is over, and answers.
 * @throws ModelError as `explore` does
 */
export function answersOfChecked(search: Search, { fold = true, ...questions }: ExploreOptions): Exploration {
  if (fold) checkFolding(search);
  return answersOf(search, questions);
}

/** Answers what a finished search tells; without edges, little is known of what may still happen. */
export function answersOf(search: Search, { notes = true, outcomes = false, reach = [] }: Questions = {}): Exploration {
  const { complete, depth, edges, scenario, store, transitions } = search;
  const graph = edges === null ? null : graphOf(search);
  const asked = typeof reach === 'function' ? reach(stepsOf(search)) : reach;
  const answers: Exploration = {
    scenario: scenario.name,
    complete,
    ...(search.cut !== null && { cut: search.cut }),
    states: store.count,
    transitions,
    depth,
    harms: harmAnswersOf(search, graph),
    observations: observationsOf(search),
    ...stuckTasksOf(search, graph),
  };
  if (complete) answers.neverCompletes = neverCompleting(search);
  if (outcomes && graph !== null && scenario.outcome !== undefined) answers.outcomes = outcomesOf(search, graph);
  if (asked.length > 0)
    answers.reach = asked.map((each) => (graph === null ? unknownReach(each) : reachIn(search, graph, each)));
  if (notes && complete && graph !== null) answers.notes = notesOn(search, graph);
  return answers;
}

/** The shortest schedule to a state of a search; among several, one with the fewest task switches. */
export function shortestTo(search: Search, state: number): Schedule {
  return scheduleOf(fewestSwitches(search, state));
}

function observationsOf(search: Search): ObservationAnswer[] {
  return search.scenario.observations.map(({ id, name }, o) => {
    const { action, count, from } = search.observed[o]!;
    if (count === 0) return { id, name, count, shortest: null, schedule: null };
    return { id, name, count, ...wayTo(search, from, { followedBy: action }) };
  });
}

function stuckTasksOf(search: Search, graph: StateGraph | null): Pick<Exploration, 'deadlock' | 'hostage' | 'starved'> {
  if (graph !== null) {
    const stuck = new StuckTasks(search, graph);
    return { deadlock: stuck.deadlock(), hostage: stuck.hostage(), starved: stuck.starved() };
  }
  const operations = search.scenario.tasks.filter((task) => !task.daemon).map((task) => task.name);
  return {
    deadlock: noDeadlock('unknown'),
    hostage: operations.map(unknownHostage),
    starved: operations.map(unknownStarved),
  };
}

function neverCompleting(search: Search): string[] {
  return search.automata
    .filter(({ nodes, task }) => !task.daemon && !nodes.some((node) => node.ended))
    .map(({ task }) => task.name);
}
