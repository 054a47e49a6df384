// Logarithmic axes, with plain numbers at their ticks.
import type { Axis } from './figure.js';
import { axis } from './theme.js';
import { logTicks } from './units.js';

/** An axis over positive values, logarithmic. */
export function logAxis(title: string, values: readonly number[], text: (value: number) => string): Axis {
  const positive = values.filter((value) => value > 0);
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  const space = 0.05 * Math.max(1, Math.log10(most / least));
  return axis(`${title} (logarithmic)`, {
    type: 'log',
    tickmode: 'array',
    ...logTicks(least, most, text),
    range: [Math.log10(least) - space, Math.log10(most) + space],
  });
}
