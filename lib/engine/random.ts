// Seeded randomness for the clock: the same seed gives the same numbers on every Node.
//
// Only square root, logarithm and exponential are used beside the generator, which V8 computes
// with the same portable code in all supported versions.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Cost } from './step.js';

/** A stream of random numbers. */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  /** @param seed any whole number */
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed | 0);
  }

  /** A whole number from 0 to n − 1. */
  below(n: number): number {
    return uniformInt(this.#generator, 0, n - 1);
  }

  /** A number in (0, 1]. */
  unit(): number {
    return 1 - uniformFloat64(this.#generator);
  }

  /** A standard normal number (Marsaglia's polar method, which needs no sine). */
  normal(): number {
    for (;;) {
      const x = 2 * this.unit() - 1;
      const y = 2 * this.unit() - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) return x * Math.sqrt((-2 * Math.log(s)) / s);
    }
  }

  /** One draw of a cost, in whole nanoseconds. */
  draw(cost: Cost): number {
    if (typeof cost === 'number') return cost;
    switch (cost.shape) {
      case 'lognormal':
        return Math.round(cost.ns * Math.exp((cost.spread ?? 0) * this.normal()));
      case 'exponential':
        return Math.round(-cost.ns * Math.log(this.unit()));
      default:
        return cost.ns;
    }
  }
}
