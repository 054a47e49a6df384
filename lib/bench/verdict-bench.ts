// Time to a verdict: from the model as it is written to "none of the four harms can happen", on the
// wall, with everything that makes each tool fast: our classes of states on all cores, SPIN's and
// rumur's fastest options. Ours as a whole process, as theirs are, and in a process that is warm.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median, secondsSince } from './cpu-time.js';
import { decideGup } from './decide-gup.js';
import { fastest, type PeerRun, type PeerVariant, tried } from './peer.js';
import { rumurVariants } from './rumur.js';
import { spinVariants } from './spin.js';

/** Pages and pinners. */
export type Size = readonly [pages: number, pinners: number];

/** The sizes that are measured unless one is asked for. */
export const verdictSizes: readonly Size[] = [
  [2, 2],
  [3, 2],
  [4, 2],
];

/** What to measure. */
export interface VerdictBenchOptions {
  sizes: readonly Size[];
  /** How many runs of each, one after the other in turn; the figures are medians. */
  runs: number;
  /** Told before each run. */
  onProgress?: (done: number, total: number, what: string) => void;
}

/** What was measured for one size. Seconds are on the wall. */
export interface VerdictFigures {
  pages: number;
  pinners: number;
  /** Classes of states. */
  states: number;
  workers: number;
  /** From the start of a process to its end. */
  coldSeconds: number;
  /** In a process that has searched before. */
  warmSeconds: number;
  spin?: PeerVerdict;
  rumur?: PeerVerdict;
}

/** A peer with the options that were fastest with its compile, and with those that were fastest without. */
export interface PeerVerdict {
  states: number;
  withCompile: PeerFigures & { compileSeconds: number };
  withoutCompile: PeerFigures;
}

/** A peer's seconds, and over our own. */
export interface PeerFigures {
  options: string;
  seconds: number;
  ratioCold: number;
  ratioWarm: number;
}

/** A peer's states that a class of ours may stand for, at most; for the size of its table. */
const mostInClass = 2;

/** Measures each size in turn. */
export async function benchVerdict({ sizes, runs, onProgress }: VerdictBenchOptions): Promise<VerdictFigures[]> {
  const figures: VerdictFigures[] = [];
  const rounds = sizes.length * (runs + 1);
  for (const size of sizes) {
    const tell = (round: number, what: string) =>
      onProgress?.(figures.length * (runs + 1) + round, rounds, `${size[0]} pages, ${size[1]} pinners: ${what}`);
    figures.push(await verdictOf(size, runs, tell));
  }
  return figures;
}

async function verdictOf(
  size: Size,
  runs: number,
  tell: (round: number, what: string) => void,
): Promise<VerdictFigures> {
  tell(0, 'our explorer, to warm up');
  const { stored, workers } = await decideGup(...size);
  tell(0, 'the fastest options of SPIN and rumur');
  const cores = availableParallelism();
  const spin = rival(spinVariants(mostInClass * stored, cores), size);
  const rumur = rival(rumurVariants(stored, cores), size);
  const cold: number[] = [];
  const warm: number[] = [];
  for (let run = 0; run < runs; run++) {
    tell(run + 1, 'our explorer');
    cold.push(wholeProcess(size));
    const began = performance.now();
    await decideGup(...size);
    warm.push(secondsSince(began));
    tell(run + 1, 'SPIN and rumur');
    for (const peer of [spin, rumur]) peer?.again();
  }
  const ours = { coldSeconds: median(cold), warmSeconds: median(warm) };
  const [pages, pinners] = size;
  return {
    ...{ pages, pinners, states: stored, workers },
    ...ours,
    ...(spin !== null && { spin: spin.beside(ours) }),
    ...(rumur !== null && { rumur: rumur.beside(ours) }),
  };
}

/** Seconds of a process that decides and ends, with what the command line has required before. */
function wholeProcess(size: Size): number {
  const program = fileURLToPath(new URL('./verdict-process.js', import.meta.url));
  const required = fileURLToPath(new URL('../../compiler-budget.cjs', import.meta.url));
  const began = performance.now();
  const args = ['--require', required, program, ...size.map(String)];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the process that decides failed: ${stderr}`);
  return secondsSince(began);
}

interface Rival {
  /** Compiles and runs it once more. */
  again(): void;
  beside(ours: Pick<VerdictFigures, 'coldSeconds' | 'warmSeconds'>): PeerVerdict;
}

/** The fastest of a peer's variants; null when there is none. */
function rival(variants: readonly PeerVariant[], size: Size): Rival | null {
  const best = fastest(variants, ...size);
  if (best === null) return null;
  const { alone, withCompile } = best;
  const runs = new Map<PeerVariant, PeerRun[]>([
    [withCompile, []],
    [alone, []],
  ]);
  const middle = (variant: PeerVariant, of: (run: PeerRun) => number) => median(runs.get(variant)!.map(of));
  return {
    again() {
      for (const [variant, done] of runs) {
        const run = tried(variant, ...size);
        if (run !== null) done.push(run);
      }
    },
    beside(ours) {
      const compileSeconds = middle(withCompile, (run) => run.compileSeconds);
      const seconds = middle(withCompile, (run) => run.seconds);
      const run = middle(alone, (each) => each.seconds);
      return {
        states: runs.get(alone)![0]!.states,
        withCompile: { ...figuresOf(withCompile, seconds, ours, compileSeconds), compileSeconds },
        withoutCompile: figuresOf(alone, run, ours),
      };
    },
  };
}

function figuresOf(
  { options }: PeerVariant,
  seconds: number,
  { coldSeconds, warmSeconds }: Pick<VerdictFigures, 'coldSeconds' | 'warmSeconds'>,
  compileSeconds = 0,
): PeerFigures {
  const whole = seconds + compileSeconds;
  return { options, seconds, ratioCold: whole / coldSeconds, ratioWarm: whole / warmSeconds };
}
