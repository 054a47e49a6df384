// rumur beside our explorer: compiles gup.m and searches it, equal pinners stored once.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Timed, timedProgram } from './cpu-time.js';
import { onPath } from './on-path.js';
import type { PeerModel, PeerVariant } from './peer.js';

const model = fileURLToPath(new URL('../../bench/gup.m', import.meta.url));

/** Bytes of its table of states where nothing is said. */
const usualCapacity = 8 * 2 ** 20;

/** How rumur's verifier is made and compiled. */
export interface RumurOptions {
  readonly rumur: readonly string[];
  readonly gcc: readonly string[];
}

/** The model compiled for one size. Call `remove` at the end. */
export class Rumur implements PeerModel {
  readonly compileWallSeconds: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'pinlab-rumur-'));

  constructor(
    rumur: string,
    gcc: string,
    pages: number,
    pinners: number,
    { rumur: options, gcc: flags }: RumurOptions,
  ) {
    const sized = readFileSync(model, 'utf8')
      .replace(/PAGES: \d+;/, `PAGES: ${pages};`)
      .replace(/PINNERS: \d+;/, `PINNERS: ${pinners};`);
    writeFileSync(join(this.#folder, 'gup.m'), sized);
    const made = [
      timedProgram(rumur, [...options, '--output', 'gup.c', 'gup.m'], this.#folder),
      timedProgram(gcc, [...flags, 'gup.c', '-o', 'gup', '-lpthread'], this.#folder),
    ];
    this.compileWallSeconds = made[0]!.wallSeconds + made[1]!.wallSeconds;
  }

  /** The model for this size on one thread; null when `rumur` or `gcc` is not on PATH. */
  static compiled(pages: number, pinners: number, symmetry: 'off' | 'exhaustive'): Rumur | null {
    const [rumur] = onPath('rumur');
    const [gcc] = onPath('gcc');
    if (rumur === undefined || gcc === undefined) return null;
    const options = ['--threads', '1', '--deadlock-detection', 'off', '--symmetry-reduction', symmetry];
    return new Rumur(rumur, gcc, pages, pinners, { rumur: options, gcc: ['-O1', '-mcx16'] });
  }

  /**
   * Searches all states.
   * @throws Error when the search was cut short or an assertion failed
   */
  search(): Timed<{ states: number; transitions: number }> {
    const { result: text, ...times } = timedProgram('./gup', [], this.#folder);
    const [, states, fired] = /(\d+) states, (\d+) rules fired in/.exec(text) ?? [];
    if (states === undefined || !/No error found/.test(text))
      throw new Error(`rumur did not search all of the model:\n${text.split('\n').slice(-20).join('\n')}`);
    return { result: { states: Number(states), transitions: Number(fired) }, ...times };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * The ways in which rumur may come to its verdict soonest: on all cores, with nothing kept for
 * counterexamples and no search for deadlocks, which ours makes none for harms either.
 * @param states about how many states there are, for the size of the table
 */
export function rumurVariants(states: number, cores: number): PeerVariant[] {
  const [rumur] = onPath('rumur');
  const [gcc] = onPath('gcc');
  if (rumur === undefined || gcc === undefined) return [];
  const common = ['--threads', String(cores), '--symmetry-reduction', 'heuristic', '--deadlock-detection', 'off'];
  const lean = [...common, '--scalarset-schedules', 'off', '--counterexample-trace', 'off'];
  const roomy = [...lean, '--set-capacity', String(Math.max(usualCapacity, 16 * states))];
  const native = ['-O3', '-march=native', '-mcx16'];
  const options: RumurOptions[] = [
    { rumur: lean, gcc: native },
    { rumur: lean, gcc: ['-O1', '-mcx16'] },
    { rumur: roomy, gcc: native },
    { rumur: [...lean, '--pack-state', 'off'], gcc: native },
    { rumur: [...roomy, '--pack-state', 'off'], gcc: native },
  ];
  return options.map((each) => ({
    options: [...each.rumur, ...each.gcc].join(' '),
    compile: (pages, pinners) => new Rumur(rumur, gcc, pages, pinners, each),
  }));
}
