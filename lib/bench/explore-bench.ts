// The explorer's own figures: states a CPU second and bytes a state, beside SPIN where it is
// installed, both on the model that gup-model.ts and gup.pml write down twice.
import { search } from '../engine/index.js';
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
  spin?: SpinFigures;
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
  const theirs: Timed<SpinCount>[] = [];
  const spin = Spin.compiled(pages, pinners);
  const total = spin === null ? runs : 2 * runs;
  try {
    for (let run = 0; run < runs; run++) {
      onProgress?.(ours.length + theirs.length, total, 'our explorer');
      ours.push(timed(() => searchOnce(pages, pinners)));
      if (spin === null || !ours[0]!.result.complete) continue;
      onProgress?.(ours.length + theirs.length, total, 'SPIN');
      theirs.push(spin.search());
    }
  } finally {
    spin?.remove();
  }
  const figures = oursAlone(pages, pinners, ours);
  return spin === null || theirs.length === 0 ? figures : { ...figures, spin: beside(spin, ours, theirs) };
}

function searchOnce(pages: number, pinners: number): OurCount {
  const found = search(gupModel(pages, pinners, rules, false), { edges: false, detect: false, maxStates: stateLimit });
  const { complete, store, transitions } = found;
  return { complete, states: store.count, transitions, bytesPerState: store.bytesPerState() };
}

function oursAlone(pages: number, pinners: number, ours: readonly Timed<OurCount>[]): ExploreFigures {
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
