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
    this.#generator = xoroshiro128plus(scattered(seed));
    for (let i = 0; i < 4; i++) this.#generator.next();
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

/** Neighbouring seeds made unlike each other (MurmurHash3's finaliser): the generator alone starts them alike. */
function scattered(seed: number): number {
  let bits = Math.imul(seed | 0, 0x9e3779b1) ^ 0x5bd1e995;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
