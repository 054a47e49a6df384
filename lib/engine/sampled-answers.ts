// What sampled runs answer, as plain data in the shape of an exploration.
//
// Only what a run showed is said: `Sometimes`, or `unknown`. Counts are of the states and
// transitions that the runs have seen, each once; shortest ways are shortest among those.
import type {
  DeadlockAnswer,
  Exploration,
  HarmAnswer,
  ObservationAnswer,
  OutcomeAnswer,
  WaitAnswer,
} from './exploration.js';
import type { Kernel } from './kernel.js';
import { LiveRun } from './live-run.js';
import { ModelError } from './model-error.js';
import { mostFrequent } from './outcomes.js';
import { type Interval, rounded, wilsonInterval } from './proportion.js';
import type { Sampler } from './sampling.js';
import type { Detector, Scenario } from './scenario.js';
import { formatSchedule, scheduleOf } from './schedule.js';
import { PriorityScheduler } from './schedulers.js';
import { SeenGraph } from './seen-graph.js';
import { noDeadlock, unknownHostage, unknownStarved } from './stuck-tasks.js';
import { allEnded, nothingEnabled, stoppedHere } from './walk.js';

/** A harm, and how many runs met it. */
export interface SampledHarm extends HarmAnswer {
  /** Runs that met it. */
  runs: number;
  /** The first of those, counted from 1. */
  firstRun: number | null;
  /**
   * For the random walk: Wilson's 95 % interval for the chance that one such walk meets it. It is
   * about walks drawn in this way and no longer than `maxSteps`, not about how often a kernel does it.
   */
  chance?: Interval;
}

/**
 * What PCT promises: a run meets a bug of depth `depth` with a chance of at least `each`,
 * 1 / (tasks × steps^(depth − 1)), and at least one of `runs` does with a chance of at least
 * `together`. It holds for a bug of that depth which no choice of alternatives decides, in a
 * scenario whose runs end, none of them after more than `steps` steps; nobody knows a bug's depth
 * beforehand.
 */
export interface Guarantee {
  depth: number;
  /** n: all tasks, daemons too. */
  tasks: number;
  /** k: steps of the longest run seen. */
  steps: number;
  each: number;
  /** The runs whose priority changes were drawn among that many steps. */
  runs: number;
  together: number;
}

/** What sampled runs answer. */
export interface Sampling extends Exploration {
  complete: false;
  harms: SampledHarm[];
  sampling: {
    scheduler: 'random' | 'pct';
    seed: number;
    runs: number;
    /** Of all runs together. */
    steps: number;
    longestRun: number;
    /** Runs that were cut after this many steps, and how many were. */
    maxSteps: number;
    cutRuns: number;
    /** True when there was no room for more states, so that `states` and all counts are too small. */
    full: boolean;
    guarantee?: Guarantee;
  };
}

/** Answers what a sampler's runs showed. */
export function samplingOf(sampler: Sampler): Sampling {
  const { options, scenario, walk } = sampler;
  const graph = new SeenGraph(walk);
  const operations = scenario.tasks.filter((task) => !task.daemon).map((task) => task.name);
  return {
    scenario: scenario.name,
    complete: false,
    states: walk.store.count,
    transitions: walk.transitions.count,
    depth: graph.depth,
    harms: harmsOf(sampler, graph),
    observations: observationsOf(sampler, graph),
    deadlock: deadlockOf(sampler, graph),
    hostage: operations.map(unknownHostage),
    starved: operations.map(unknownStarved),
    ...(options.outcomes && scenario.outcome !== undefined && { outcomes: outcomesOf(sampler, graph) }),
    sampling: figuresOf(sampler),
  };
}

function figuresOf(sampler: Sampler): Sampling['sampling'] {
  const { cutRuns, longestRun, maxSteps, options, runs, scheduler, steps, walk } = sampler;
  return {
    scheduler: options.scheduler,
    seed: options.seed ?? 1,
    runs,
    steps,
    longestRun,
    maxSteps,
    cutRuns,
    full: walk.store.count >= walk.maxStates,
    ...(scheduler instanceof PriorityScheduler && { guarantee: guaranteeOf(sampler, scheduler.depth) }),
  };
}

function guaranteeOf({ longestRun, runsOfThisLength, scenario }: Sampler, depth: number): Guarantee {
  const tasks = scenario.tasks.length;
  let ways = tasks;
  for (let i = 1; i < depth; i++) ways *= Math.max(1, longestRun);
  let missed = 1;
  // The first of them was drawn while a shorter run was the longest.
  const runs = runsOfThisLength - 1;
  for (let i = 0; i < runs; i++) missed *= 1 - 1 / ways;
  return { depth, tasks, steps: longestRun, each: rounded(1 / ways), runs, together: rounded(1 - missed) };
}

function harmsOf(sampler: Sampler, graph: SeenGraph): SampledHarm[] {
  const { runs, scenario, walk } = sampler;
  const random = sampler.options.scheduler === 'random';
  return scenario.harms.map((harm, h) => {
    const met = sampler.harms[h]!;
    const at = graph.nearest((state) => ((walk.found[state]! >>> h) & 1) !== 0);
    const path = shorterOf(at < 0 ? null : graph.pathTo(at), met.away);
    if (path !== null) checkLive(scenario, path, sampler, harm);
    return {
      id: harm.id,
      name: harm.name,
      verdict: path === null ? 'unknown' : 'Sometimes',
      count: firings(sampler, h),
      ...wayOf(path),
      runs: met.runs,
      firstRun: met.firstRun,
      ...(random && { chance: wilsonInterval(met.runs, runs) }),
    };
  });
}

/** How many of the transitions seen made a harm true. */
function firings({ walk }: Sampler, harm: number): number {
  const { count, words } = walk.transitions;
  let firing = 0;
  for (let t = 0; t < count; t++)
    if (((walk.found[words[3 * t + 2]!]! & ~walk.found[words[3 * t]!]!) >>> harm) & 1) firing++;
  return firing;
}

function observationsOf({ scenario, walk }: Sampler, graph: SeenGraph): ObservationAnswer[] {
  const { words } = walk.transitions;
  return scenario.observations.map(({ id, name }, o) => {
    const seen = walk.observed[o]!;
    const first = seen.reduce(
      (best, t) => (best < 0 || graph.distance[words[3 * t]!]! < graph.distance[words[3 * best]!]! ? t : best),
      -1,
    );
    const path = first < 0 ? null : [...graph.pathTo(words[3 * first]!), words[3 * first + 1]!];
    return { id, name, count: seen.length, ...wayOf(path) };
  });
}

/** A deadlock is certain where nobody can take a step; where daemons go on, nothing is said. */
function deadlockOf(sampler: Sampler, graph: SeenGraph): DeadlockAnswer {
  const { scenario, walk } = sampler;
  const at = graph.nearest((state) => walk.flags[state] === nothingEnabled);
  const path = shorterOf(at < 0 ? null : graph.pathTo(at), sampler.deadlockAway);
  if (path === null) return noDeadlock('unknown');
  const live = checkLive(scenario, path, sampler, null);
  const stuck = scenario.tasks.flatMap((task, t) => (task.daemon || live.tasks[t]!.ended ? [] : [t]));
  return {
    verdict: 'Sometimes',
    ...wayOf(path),
    tasks: stuck.map((t) => scenario.tasks[t]!.name),
    waitsFor: stuck.flatMap((t) => waitsOf(live, t)),
    cycle: [],
  };
}

/** The steps of a task that cannot go on: those that say what they wait for, if any does. For whom, the runs do not tell. */
function waitsOf(live: LiveRun, task: number): WaitAnswer[] {
  const { stack, task: of } = live.tasks[task]!;
  const steps = live.alternatives(task);
  const said = steps.filter((step) => step.waitsFor !== undefined);
  return (said.length > 0 ? said : steps).map(({ label, waitsFor }) => ({
    task: of.name,
    step: label,
    waitsFor: waitsFor ?? null,
    in: stack.names().at(-1) ?? null,
    on: [],
    since: null,
    waitsForTasks: null,
    freedBy: [],
    behind: [],
  }));
}

function outcomesOf({ scenario, walk }: Sampler, graph: SeenGraph): OutcomeAnswer[] {
  const counts = new Map<string, { number: number; count: number }>();
  const ofState = new Int32Array(walk.store.count).fill(-1);
  for (let s = 0; s < walk.store.count; s++) {
    if ((walk.flags[s]! & (stoppedHere | allEnded | nothingEnabled)) === 0) continue;
    const text = scenario.outcome!(walk.kernelAt(s));
    const shown = counts.get(text) ?? { number: counts.size, count: 0 };
    counts.set(text, shown);
    shown.count++;
    ofState[s] = shown.number;
  }
  return [...counts]
    .map(([observation, { count, number }]) => {
      const path = graph.pathTo(graph.nearest((state) => ofState[state] === number));
      return { observation, count, shortest: path.length, schedule: formatSchedule(scheduleOf(path)) };
    })
    .sort(mostFrequent);
}

/** Takes the steps with running tasks, and looks whether the harm is there. */
function checkLive(
  scenario: Scenario,
  path: readonly number[],
  { walk }: Sampler,
  harm: Detector<Kernel> | null,
): LiveRun {
  const live = new LiveRun(scenario, walk.firstLook.world, walk.memoryOf(0));
  for (const action of path) {
    if (!live.enabled(action >> 8, action & 255)) refuse(scenario, path);
    live.take(action >> 8, action & 255);
  }
  if (harm !== null && !live.finds(harm)) refuse(scenario, path);
  return live;
}

function refuse(scenario: Scenario, path: readonly number[]): never {
  throw new ModelError(
    `scenario ${scenario.name}: the schedule ${formatSchedule(scheduleOf(path))} was sampled, and does something else when its tasks run: a task keeps something outside the memory; keep it in a field of a record, or return it from a step.`,
  );
}

function shorterOf(a: number[] | null, b: number[] | null): number[] | null {
  if (a === null || b === null) return a ?? b;
  return a.length <= b.length ? a : b;
}

function wayOf(path: readonly number[] | null): { shortest: number | null; schedule: string | null } {
  if (path === null) return { shortest: null, schedule: null };
  return { shortest: path.length, schedule: formatSchedule(scheduleOf(path)) };
}
