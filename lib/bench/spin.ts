// SPIN beside our explorer: compiles gup.pml and searches it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Timed, timedProgram } from './cpu-time.js';
import { onPath } from './on-path.js';
import type { PeerModel, PeerVariant } from './peer.js';

const model = fileURLToPath(new URL('../../bench/gup.pml', import.meta.url));

/** Deepest path a search may follow; the model's are far shorter. */
const depthLimit = 1_000_000;
/** The same with several processes, which make room for as many steps before they begin. */
const depthLimitOnCores = 100_000;

/** What a search of SPIN's came to. */
export interface SpinCount {
  states: number;
  transitions: number;
}

/** How SPIN's verifier is compiled and run. */
export interface SpinOptions {
  readonly gcc: readonly string[];
  readonly pan: readonly string[];
}

const unreduced: SpinOptions = { gcc: ['-O2', '-DNOREDUCE', '-DSAFETY'], pan: [`-m${depthLimit}`] };

/** The model compiled for one size. Call `remove` at the end. */
export class Spin implements PeerModel {
  /** CPU seconds of `spin -a` and `gcc`. */
  readonly compileSeconds: number;
  /** The same on the wall. */
  readonly compileWallSeconds: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'pinlab-spin-'));

  constructor(
    spin: string,
    gcc: string,
    pages: number,
    pinners: number,
    readonly options: SpinOptions = unreduced,
  ) {
    const generate = ['-a', `-DPAGES=${pages}`, `-DPINNERS=${pinners}`, model];
    const made = [
      timedProgram(spin, generate, this.#folder),
      timedProgram(gcc, [...options.gcc, '-w', '-o', 'pan', 'pan.c'], this.#folder),
    ];
    this.compileSeconds = made[0]!.seconds + made[1]!.seconds;
    this.compileWallSeconds = made[0]!.wallSeconds + made[1]!.wallSeconds;
  }

  /** The model for this size, to be searched unreduced; null when `spin` or `gcc` is not on PATH. */
  static compiled(pages: number, pinners: number): Spin | null {
    const [spin] = onPath('spin');
    const [gcc] = onPath('gcc');
    return spin === undefined || gcc === undefined ? null : new Spin(spin, gcc, pages, pinners);
  }

  /**
   * Searches all states.
   * @throws Error when the search was cut short or an assertion failed
   */
  search(): Timed<SpinCount> {
    const { result: text, ...times } = timedProgram('./pan', this.options.pan, this.#folder);
    const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? Number.NaN);
    const count = { states: number(/(\d+) states, stored/), transitions: number(/(\d+) transitions/) };
    const whole = number(/errors: (\d+)/) === 0 && !/search depth too small|out of memory/.test(text);
    if (!whole || Number.isNaN(count.states)) throw new Error(`SPIN did not search all of the model:\n${text}`);
    return { result: count, ...times };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * The ways in which SPIN may come to its verdict soonest: all its searches of every state without
 * loss, on one core and on several, and several levels of gcc's optimisation.
 * @param states about how many states there are, for the size of the hash table
 */
export function spinVariants(states: number, cores: number): PeerVariant[] {
  const [spin] = onPath('spin');
  const [gcc] = onPath('gcc');
  if (spin === undefined || gcc === undefined) return [];
  const slots = `-w${Math.max(18, Math.ceil(Math.log2(states)))}`;
  const alone = [`-m${depthLimit}`, slots];
  const options: SpinOptions[] = [
    { gcc: ['-O0', '-DSAFETY'], pan: alone },
    { gcc: ['-O1', '-DSAFETY'], pan: alone },
    { gcc: ['-O2', '-DSAFETY'], pan: alone },
    { gcc: ['-O3', '-march=native', '-DSAFETY'], pan: alone },
    { gcc: ['-O2', '-DSAFETY', '-DNOREDUCE'], pan: alone },
    { gcc: ['-O2', '-DSAFETY', `-DNCORE=${cores}`], pan: [`-m${depthLimitOnCores}`, slots] },
    { gcc: ['-O2', '-DSAFETY', '-DBFS_PAR', '-DNO_HC'], pan: [`-u${cores}`, slots] },
  ];
  return options.map((each) => ({
    options: [...each.gcc, ...each.pan].join(' '),
    compile: (pages, pinners) => new Spin(spin, gcc, pages, pinners, each),
  }));
}
