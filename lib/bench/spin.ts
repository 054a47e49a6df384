// SPIN beside our explorer: compiles gup.pml and counts its states.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Timed, timedProgram } from './cpu-time.js';
import { onPath } from './on-path.js';

const model = fileURLToPath(new URL('../../bench/gup.pml', import.meta.url));

/** Deepest path a search may follow; the model's are far shorter. */
const depthLimit = '1000000';

/** What a search of SPIN's came to. */
export interface SpinCount {
  states: number;
  transitions: number;
}

/** The model compiled for one size. Call `remove` at the end. */
export class Spin {
  /** CPU seconds of `spin -a` and `gcc -O2`. */
  readonly compileSeconds: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'pinlab-spin-'));

  constructor(spin: string, gcc: string, pages: number, pinners: number) {
    const generate = ['-a', `-DPAGES=${pages}`, `-DPINNERS=${pinners}`, model];
    const compile = ['-O2', '-DNOREDUCE', '-DSAFETY', '-o', 'pan', 'pan.c'];
    this.compileSeconds =
      timedProgram(spin, generate, this.#folder).seconds + timedProgram(gcc, compile, this.#folder).seconds;
  }

  /** The model for this size; null when `spin` or `gcc` is not on PATH. */
  static compiled(pages: number, pinners: number): Spin | null {
    const [spin] = onPath('spin');
    const [gcc] = onPath('gcc');
    return spin === undefined || gcc === undefined ? null : new Spin(spin, gcc, pages, pinners);
  }

  /**
   * Searches all states, unreduced.
   * @throws Error when the search was cut short or an assertion failed
   */
  search(): Timed<SpinCount> {
    const { result: text, seconds } = timedProgram('./pan', [`-m${depthLimit}`], this.#folder);
    const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? Number.NaN);
    const count = { states: number(/(\d+) states, stored/), transitions: number(/(\d+) transitions/) };
    const whole = number(/errors: (\d+)/) === 0 && !/search depth too small|out of memory/.test(text);
    if (!whole || Number.isNaN(count.states)) throw new Error(`SPIN did not search all of the model:\n${text}`);
    return { result: count, seconds };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
