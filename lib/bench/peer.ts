// A peer's way to a verdict on the bench's model: how it is compiled and run.
import type { Timed } from './cpu-time.js';

/** The model compiled for one size. Call `remove` at the end. */
export interface PeerModel {
  /** Seconds on the wall that compiling took. */
  readonly compileWallSeconds: number;
  /** @throws Error unless it searched all states and found no harm */
  search(): Timed<{ states: number }>;
  remove(): void;
}

/** One choice of a peer's options. */
export interface PeerVariant {
  /** The options in its own words. */
  readonly options: string;
  compile(pages: number, pinners: number): PeerModel;
}

/** What one variant needed, in seconds on the wall. */
export interface PeerRun {
  readonly states: number;
  readonly compileSeconds: number;
  readonly seconds: number;
}

/** Compiles and runs a variant once; null when it gives up or cannot be compiled here. */
export function tried(variant: PeerVariant, pages: number, pinners: number): PeerRun | null {
  let model: PeerModel | null = null;
  try {
    model = variant.compile(pages, pinners);
    const { result, wallSeconds } = model.search();
    return { states: result.states, compileSeconds: model.compileWallSeconds, seconds: wallSeconds };
  } catch {
    return null;
  } finally {
    model?.remove();
  }
}

/** The variants that were fastest when each was tried once: with its compile, and without. */
export function fastest(
  variants: readonly PeerVariant[],
  pages: number,
  pinners: number,
): { withCompile: PeerVariant; alone: PeerVariant } | null {
  const runs = variants.flatMap((variant) => {
    const run = tried(variant, pages, pinners);
    return run === null ? [] : [{ variant, run }];
  });
  const best = (cost: (run: PeerRun) => number) =>
    runs.reduce((least, each) => (cost(each.run) < cost(least.run) ? each : least)).variant;
  if (runs.length === 0) return null;
  return { withCompile: best((run) => run.compileSeconds + run.seconds), alone: best((run) => run.seconds) };
}
