// What invalidations cost a device: simulated latencies of its writes against the rate at which the page is
// cleaned, beside a CPU's, and what is left of the conclusions when assumed costs change.
import { type DeviceLatency, deviceLatency } from '../measure/device-latency.js';
import type { DeviceKind } from '../pages/device-kind.js';
import { assumedCosts, sensitivity } from '../scenarios/sensitivity.js';

/** Kinds of device that are told of invalidations, as they are measured, and a CPU thread first. */
export const measuredDevices = ['cpu', 'vm', 'gpu', 'odp', 'notifier'] as const satisfies readonly DeviceKind[];
type Measured = (typeof measuredDevices)[number];

/** A relation of two simulated latencies, and what is left of it when inputs change. */
export interface DeviceConclusion {
  readonly text: string;
  readonly device: Measured;
  /** How many times longer the device's is. */
  readonly ratio: number;
  /** How many assumed costs were changed one at a time, each two ways. */
  readonly inputs: number;
  /** The change that brings the ratio lowest. */
  readonly lowest: { readonly input: string; readonly factor: number; readonly ratio: number };
  readonly holds: boolean;
}

/** Everything that was measured. */
export interface DeviceFigures {
  readonly era: string;
  readonly operations: number;
  readonly latencies: readonly DeviceLatency[];
  readonly conclusions: readonly DeviceConclusion[];
}

/** How to measure. */
export interface DeviceBenchOptions {
  readonly era: string;
  readonly devices: readonly Measured[];
  /** Mean times between two cleanings, in nanoseconds; null for none. */
  readonly everyNs: readonly (number | null)[];
  /** Operations of each run. */
  readonly operations: number;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** The rate at which a conclusion is drawn: one that every cost × 10 lets a device get on at. */
const concludedAt: Readonly<Record<Exclude<Measured, 'cpu'>, number>> = {
  vm: 200_000,
  gpu: 500_000,
  odp: 1_000_000,
  notifier: 1_000_000,
};

/**
 * Measures every device at every rate, then tries the conclusions.
 * @throws RangeError for a rate at which a device hardly gets on
 */
export function benchDevices({ devices, era, everyNs, onProgress, operations }: DeviceBenchOptions): DeviceFigures {
  const points = devices.flatMap((device) => everyNs.map((every) => ({ device, every })));
  const others = devices.filter((device) => device !== 'cpu');
  const total = points.length + others.length;
  const latencies = points.map(({ device, every }, done) => {
    onProgress?.(done, total, `${device}, ${every === null ? 'never cleaned' : `cleaned every ${every} ns`}`);
    return deviceLatency({ device, operations, choices: { era }, ...(every !== null && { everyNs: every }) });
  });
  const conclusions = others.map((device, done) => {
    onProgress?.(points.length + done, total, `${device} beside a CPU, with each assumed cost changed`);
    return conclusionOn(device, era);
  });
  return { era, operations, latencies, conclusions };
}

/** Whether a write that meets a cleaning takes a device longer than a CPU, whatever is assumed. */
function conclusionOn(device: Exclude<Measured, 'cpu'>, era: string): DeviceConclusion {
  const everyNs = concludedAt[device];
  const faulted = (who: DeviceKind, times: Readonly<Record<string, number>>): number =>
    deviceLatency({ runs: 2, operations: 300, device: who, everyNs, choices: { era, times } }).faultedMeanNs!;
  const ratioOf = (times: Readonly<Record<string, number>>): number => faulted(device, times) / faulted('cpu', times);
  const ratio = ratioOf({});
  const tried = sensitivity(ratioOf, { era, storage: 'pmem' }, device).map(({ cost, factor, value }) => ({
    input: cost,
    factor,
    ratio: value,
  }));
  const lowest = tried.reduce((least, each) => (each.ratio < least.ratio ? each : least));
  return {
    text: `a write that meets a cleaning takes ${device} longer than a CPU`,
    device,
    ratio,
    inputs: assumedCosts({ era, storage: 'pmem' }, device).length,
    lowest,
    holds: Math.min(ratio, lowest.ratio) > 1,
  };
}
