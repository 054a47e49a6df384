// The explorer's own figures: states a CPU second and bytes a state, beside SPIN where it is
// installed, both on the model that gup-model.ts and gup.pml write down twice, unreduced; the same
// with interchangeable states stored once; and on a scenario of the machine.
import { decide, type Search, search } from '../engine/index.js';
import { namedScenario } from '../scenarios/index.js';
import { median, type Timed, timed } from './cpu-time.js';
import { gupModel } from './gup-model.js';
import { Spin, type SpinCount } from './spin.js';

/** What to measure. */
export interface ExploreBenchOptions {
  pages: number;
  pinners: number;
  /** How many runs of each, one after the other in turn; the figures are medians. */
  runs: number;
  /** Told before each run. */
  onProgress?: (done: number, total: number, what: string) => void;
}

/** What was measured. Seconds are CPU seconds. */
export interface ExploreFigures {
  pages: number;
  pinners: number;
  /** False when the search gave up; it is not compared then. */
  complete: boolean;
  states: number;
  transitions: number;
  seconds: number;
  statesPerSecond: number;
  bytesPerState: number;
  /** The same model to its verdict on one core, interchangeable states stored once. */
  reduced?: { states: number; seconds: number };
  spin?: SpinFigures;
  machine: MachineFigures;
}

/** A scenario of the machine, searched as `explore` does, with its detectors and observations. */
export interface MachineFigures {
  scenario: string;
  /** True when every state was searched; they are few. */
  complete: boolean;
  states: number;
  seconds: number;
  statesPerSecond: number;
  bytesPerState: number;
}

/** SPIN's figures, unreduced (`-DNOREDUCE`), and ours over its. */
export interface SpinFigures {
  states: number;
  transitions: number;
  cpuSeconds: number;
  /** `spin -a` and `gcc -O2`. */
  compileSeconds: number;
  /** Our states a second over SPIN's; null where there are too few states to measure. */
  ratio: number | null;
  /** The same for whoever has just changed the model: SPIN with its compile, our first run. */
  ratioWithCompile: number;
}

/** Most states to store: about 2 GB. */
const stateLimit = 40_000_000;
const rules = { a: true, b: true, c: true };
const machineScenario = 'two-page-readv-and-fsync';
/** Fewer states than this take SPIN less time than its start does. */
const fewestStates = 100_000;

interface OurCount {
  complete: boolean;
  states: number;
  transitions: number;
  bytesPerState: number;
}

/** Measures the explorer on the SPIN model. */
export function benchExplore({ pages, pinners, runs, onProgress }: ExploreBenchOptions): ExploreFigures {
  const ours: Timed<OurCount>[] = [];
  const reduced: Timed<number>[] = [];
  const theirs: Timed<SpinCount>[] = [];
  const machine: Timed<OurCount>[] = [];
  const spin = Spin.compiled(pages, pinners);
  const total = (spin === null ? 3 : 4) * runs;
  const tell = (what: string) =>
    onProgress?.(ours.length + theirs.length + reduced.length + machine.length, total, what);
  try {
    for (let run = 0; run < runs; run++) {
      tell('our explorer');
      ours.push(timed(() => counted(search(gupModel(pages, pinners, rules, false), unreduced))));
      if (spin !== null && ours[0]!.result.complete) {
        tell('SPIN');
        theirs.push(spin.search());
      }
      tell('reduced');
      reduced.push(timed(() => decide(gupModel(pages, pinners, rules, true), inClasses).stored));
      tell('the machine');
      machine.push(timed(() => counted(search(namedScenario(machineScenario).build(), { edges: false }))));
    }
  } finally {
    spin?.remove();
  }
  return {
    ...oursAlone(pages, pinners, ours),
    reduced: { states: reduced[0]!.result, seconds: median(reduced.map(({ seconds }) => seconds)) },
    ...(spin !== null && theirs.length > 0 && { spin: beside(spin, ours, theirs) }),
    machine: machineFigures(machine),
  };
}

const unreduced = { edges: false, detect: false, maxStates: stateLimit };
/** Nothing is searched whole before: the graph is known to be large. */
const inClasses = { wholeStates: 1, maxStates: stateLimit };

function counted({ complete, store, transitions }: Search): OurCount {
  return { complete, states: store.count, transitions, bytesPerState: store.bytesPerState() };
}

function machineFigures(runs: readonly Timed<OurCount>[]): MachineFigures {
  const { bytesPerState, complete, states } = runs[0]!.result;
  const seconds = median(runs.map((run) => run.seconds));
  const statesPerSecond = Math.round(states / seconds);
  return { scenario: machineScenario, complete, states, seconds, statesPerSecond, bytesPerState };
}

function oursAlone(
  pages: number,
  pinners: number,
  ours: readonly Timed<OurCount>[],
): Omit<ExploreFigures, 'machine' | 'reduced' | 'spin'> {
  const { complete, states, transitions, bytesPerState } = ours[0]!.result;
  const seconds = median(ours.map((run) => run.seconds));
  const statesPerSecond = Math.round(states / seconds);
  return { pages, pinners, complete, states, transitions, seconds, statesPerSecond, bytesPerState };
}

function beside(spin: Spin, ours: readonly Timed<OurCount>[], theirs: readonly Timed<SpinCount>[]): SpinFigures {
  const { states, transitions } = theirs[0]!.result;
  const { compileSeconds } = spin;
  const cpuSeconds = median(theirs.map((run) => run.seconds));
  const rate = ours[0]!.result.states / median(ours.map((run) => run.seconds));
  const firstRate = ours[0]!.result.states / ours[0]!.seconds;
  return {
    states,
    transitions,
    cpuSeconds,
    compileSeconds,
    ratio: states < fewestStates ? null : rate / (states / cpuSeconds),
    ratioWithCompile: firstRate / (states / (cpuSeconds + compileSeconds)),
  };
}
