// Times in the unit a reader would choose, and axes that carry it.

/** A unit of time. */
export interface TimeUnit {
  name: 'ns' | 'µs' | 'ms' | 's';
  ns: number;
}

const units: TimeUnit[] = [
  { name: 'ns', ns: 1 },
  { name: 'µs', ns: 1e3 },
  { name: 'ms', ns: 1e6 },
  { name: 's', ns: 1e9 },
];

/** The unit for times up to this one: the largest in which it is still 2 or more. */
export function unitFor(largestNs: number): TimeUnit {
  return [...units].reverse().find((unit) => largestNs >= 2 * unit.ns) ?? units[0];
}

/** A number of at most three digits after the point and no exponent; separators from 10,000 on. */
export function numberText(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  const [whole, fraction] = String(Number(value.toFixed(digits))).split('.');
  const separated = whole.length > 4 ? whole.replaceAll(/\B(?=(\d{3})+$)/g, ',') : whole;
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

/** A time with the unit that suits it, `12.5 µs` say. */
export function timeText(timeNs: number): string {
  const unit = [...units].reverse().find(({ ns }) => Math.abs(timeNs) >= ns) ?? units[0];
  return `${numberText(timeNs / unit.ns)} ${unit.name}`;
}

/** Ticks at 1, and where there are few decades also at 2 and 5, of each power of ten. */
export function logTicks(
  least: number,
  most: number,
  text: (value: number) => string,
): { tickvals: number[]; ticktext: string[] } {
  const [low, high] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const steps = high - low <= 2 ? [1, 2, 5] : [1];
  const tickvals: number[] = [];
  for (let power = low; power <= high; power++) for (const step of steps) tickvals.push(Number(`${step}e${power}`));
  return { tickvals, ticktext: tickvals.map(text) };
}

/** The distance between ticks at whole numbers, so that at most `ticks` of them reach `most`. */
export function wholeStep(most: number, ticks: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / ticks)));
  return ([1, 2, 5, 10].find((step) => step * power * ticks >= most) as number) * power;
}
