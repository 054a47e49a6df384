// The clock's own figures: events a CPU second on SimPy's usual models, beside SimPy where it is
// installed, and on one lock that many tasks want.
import { simulate } from '../engine/index.js';
import { pingModel, queueModel, resourceModel } from './clock-models.js';
import { median, timed } from './cpu-time.js';
import { Simpy, type SimpyRun } from './simpy.js';

/** What to measure. */
export interface ClockBenchOptions {
  /** How many runs of each, one after the other in turn; the figures are medians. */
  runs: number;
  /** Share of the usual number of events, for a quick look. Default 1. */
  scale?: number;
  /** Told before each run. */
  onProgress?: (done: number, total: number, what: string) => void;
}

/** One model. Seconds are CPU seconds. */
export interface ModelFigures {
  name: string;
  /** What is counted as an event. */
  unit: string;
  events: number;
  seconds: number;
  eventsPerSecond: number;
  /** Simulated seconds a customer spent in the system, on average, where there are customers. */
  mean?: number;
  /** The same by theory: 1/(μ − λ). */
  theory?: number;
  simpy?: { events: number; seconds: number; eventsPerSecond: number; ratio: number; mean?: number };
}

/** One lock and so many tasks that want it all the time. */
export interface LockFigures {
  waiters: number;
  eventsPerSecond: number;
  /** Over that of 10 waiters. */
  ratio: number;
}

export interface ClockFigures {
  models: ModelFigures[];
  lock: LockFigures[];
}

interface Model {
  name: string;
  unit: string;
  /** Ours is quicker, so it gets more of them. */
  events: number;
  simpyEvents: number;
  theory?: number;
  /** Runs so many events; the mean time in the system where there is one. */
  run(events: number): number | undefined;
}

const tasks = 100;
const quiet = { operations: false, maxSteps: Number.MAX_SAFE_INTEGER };

const models: readonly Model[] = [
  {
    name: 'ping',
    unit: 'timeouts',
    events: 2_000_000,
    simpyEvents: 200_000,
    run: (events) => {
      simulate(pingModel(tasks, events / tasks), quiet);
      return undefined;
    },
  },
  {
    name: 'resource',
    unit: 'holds',
    events: 1_000_000,
    simpyEvents: 100_000,
    run: (events) => {
      simulate(resourceModel(tasks, 4, events / tasks), quiet);
      return undefined;
    },
  },
  {
    name: 'mm1',
    unit: 'customers',
    events: 1_000_000,
    simpyEvents: 100_000,
    theory: 5,
    run: (n) => meanTimeInSystem(n),
  },
];

const waiters = [10, 100, 1000] as const;
const lockEvents = 300_000;

/** Simulated seconds from a customer's arrival to its departure in M/M/1, on average. */
export function meanTimeInSystem(customers: number, seed = 1): number {
  let sumNs = 0;
  simulate(queueModel(customers), {
    ...quiet,
    seed,
    onStep: ({ result, timeNs }) => {
      if (result === 'arrived') sumNs -= timeNs;
      else if (result === 'left') sumNs += timeNs;
    },
  });
  return sumNs / customers / 1e9;
}

/** Measures the clock. */
export function benchClock({ runs, scale = 1, onProgress }: ClockBenchOptions): ClockFigures {
  const simpy = Simpy.found();
  const total = runs * (models.length * (simpy === null ? 1 : 2) + waiters.length);
  let done = 0;
  const tell = (what: string) => onProgress?.(done++, total, what);
  return {
    models: models.map((model) => measureModel(model, simpy, runs, scale, tell)),
    lock: measureLock(runs, scale, tell),
  };
}

/** A whole number of events for each of the tasks. */
const scaled = (events: number, scale: number): number => tasks * Math.max(1, Math.round((events * scale) / tasks));

function measureModel(
  model: Model,
  simpy: Simpy | null,
  runs: number,
  scale: number,
  tell: (what: string) => void,
): ModelFigures {
  const { name, unit, theory } = model;
  const events = scaled(model.events, scale);
  const simpyEvents = scaled(model.simpyEvents, scale);
  const ours: number[] = [];
  const theirs: SimpyRun[] = [];
  let mean: number | undefined;
  for (let run = 0; run < runs; run++) {
    tell(`${name}, our clock`);
    const { result, seconds } = timed(() => model.run(events));
    ours.push(seconds);
    mean = result;
    if (simpy === null) continue;
    tell(`${name}, SimPy`);
    theirs.push(simpy.run(name, simpyEvents));
  }
  const seconds = median(ours);
  const figures: ModelFigures = { name, unit, events, seconds, eventsPerSecond: Math.round(events / seconds) };
  if (mean !== undefined) figures.mean = mean;
  if (theory !== undefined) figures.theory = theory;
  if (theirs.length > 0) figures.simpy = beside(theirs, simpyEvents, events / seconds, mean !== undefined);
  return figures;
}

function beside(runs: readonly SimpyRun[], events: number, ourRate: number, hasMean: boolean) {
  const seconds = median(runs.map((run) => run.seconds));
  const eventsPerSecond = Math.round(events / seconds);
  const ratio = ourRate / (events / seconds);
  return { events, seconds, eventsPerSecond, ratio, ...(hasMean ? { mean: runs[0]!.mean } : {}) };
}

function measureLock(runs: number, scale: number, tell: (what: string) => void): LockFigures[] {
  const seconds = waiters.map((): number[] => []);
  const events = (count: number) => count * Math.max(1, Math.round((lockEvents * scale) / count));
  for (let run = 0; run < runs; run++)
    waiters.forEach((count, i) => {
      tell(`a lock with ${count} waiters`);
      seconds[i]!.push(timed(() => simulate(resourceModel(count, 1, events(count) / count, 1), quiet)).seconds);
    });
  const rates = waiters.map((count, i) => events(count) / median(seconds[i]!));
  return waiters.map((count, i) => ({
    waiters: count,
    eventsPerSecond: Math.round(rates[i]!),
    ratio: rates[i]! / rates[0]!,
  }));
}
