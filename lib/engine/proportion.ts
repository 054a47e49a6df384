// What some trials say about a chance.

/** The 97.5 % point of the normal distribution: one in 20 lies outside it on both sides together. */
const z = 1.959964;

/** Bounds of a chance, each from 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's 95 % interval for the chance of an event that `hits` of `trials` independent trials
 * showed: made so that about 19 of 20 such intervals contain the chance, also where it is small.
 */
export function wilsonInterval(hits: number, trials: number): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = hits / trials;
  const scale = 1 + (z * z) / trials;
  const middle = (share + (z * z) / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return {
    low: hits === 0 ? 0 : rounded(middle - half),
    high: hits === trials ? 1 : rounded(middle + half),
  };
}

/** Four digits are more than an estimate can bear. */
export function rounded(x: number): number {
  return Number(x.toPrecision(4));
}
