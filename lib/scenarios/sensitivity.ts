// How much a conclusion drawn from simulated times owes to costs that nobody measured: each
// assumed cost is made ten times smaller and ten times larger, one at a time.
import type { DeviceKind } from '../pages/device-kind.js';
import { type Choices, settingOf } from '../rules/setting.js';

/** What came out with one cost changed. */
export interface Sensitivity<T> {
  readonly cost: string;
  readonly factor: number;
  readonly value: T;
}

/**
 * The names of a setting's costs whose source is not a measurement, a publication or arithmetic alone.
 * @param adapter whether an RDMA or network adapter takes part, so that its costs count, or which kind of
 *   device that mirrors page tables
 */
export function assumedCosts(choices: Choices = {}, adapter: boolean | DeviceKind = false): string[] {
  const { cpu, mirrors, rdma, storage } = settingOf(choices).costs;
  const mirror = typeof adapter === 'string' && mirrors[adapter];
  return Object.entries({ ...cpu, ...(adapter && rdma), ...mirror, ...storage.costs })
    .filter(([, { source }]) => /assumed|anecdotal/.test(source))
    .map(([name]) => name);
}

/**
 * Measures again with each assumed cost at a tenth and at ten times.
 * @param measure what the conclusion rests on; it is handed the `times` to build its scenarios with
 * @param choices what else is chosen: the storage decides which costs there are
 * @param adapter whether an RDMA or network adapter takes part, or which kind of device
 */
export function sensitivity<T>(
  measure: (times: Readonly<Record<string, number>>) => T,
  choices: Choices = {},
  adapter: boolean | DeviceKind = false,
): Sensitivity<T>[] {
  return assumedCosts(choices, adapter).flatMap((cost) =>
    [0.1, 10].map((factor) => ({ cost, factor, value: measure({ [cost]: factor }) })),
  );
}
