// What invalidations cost a device: how long its operations take at a rate of cleanings, beside a CPU's.
//
// Between a fault and the access that it was for, a device is busy far longer than a CPU. An invalidation
// in that time makes it fault again: with F the time of a fault and T that between invalidations, the
// number of faults for one access grows like exp(F/T), and below T of about F/2 it hardly gets on.
import { type Scenario, simulate } from '../engine/index.js';
import type { DeviceKind } from '../pages/device-kind.js';
import { type Choices, settingOf } from '../rules/setting.js';
import { deviceUnderInvalidations, operationOf } from '../scenarios/device-under-invalidations.js';
import { type Call, callsInRuns, callsOf } from './calls.js';
import { type Summary, summarise } from './summary.js';
import { withoutDetectors } from './sweep.js';

/** Latencies of one kind of device at one rate, in nanoseconds of simulated time. */
export interface DeviceLatency extends Summary {
  readonly device: DeviceKind;
  /** Mean time between two cleanings; null where nobody cleans. */
  readonly everyNs: number | null;
  /** The part of all operations in which a fault was taken, of the device or the CPU; of one that cannot fault, in which it was stopped. */
  readonly faulting: number;
  /** The mean of those alone; null where there is none. */
  readonly faultedMeanNs: number | null;
}

/** What is to be measured. */
export interface DeviceLatencyOptions {
  readonly device: DeviceKind;
  /** Mean time between two cleanings, in nanoseconds; leave it out for none. */
  readonly everyNs?: number;
  /** Operations of each run; the first of them, which maps the page, does not count. Default 200. */
  readonly operations?: number;
  /** Runs, with the seeds 1, 2, 3 … Default 5. */
  readonly runs?: number;
  readonly choices?: Choices;
}

/**
 * Measures a device's operations, a page each, while the page is cleaned at a rate.
 * @throws RangeError for a device that nobody tells of changes, fewer than 2 operations, or a rate at which it hardly gets on
 */
export function deviceLatency(options: DeviceLatencyOptions): DeviceLatency {
  const { choices = {}, device, everyNs, operations = 200, runs = 5 } = options;
  if (!Number.isInteger(operations) || operations < 2)
    throw new RangeError(`${operations} operations: the first one does not count, so measure 2 or more`);
  checkRate(device, everyNs, choices);
  const scenario = deviceUnderInvalidations({ device, operations, ...(everyNs !== undefined && { everyNs }) });
  const seen = device === 'notifier' ? stoppedCalls : callsInRuns;
  const calls = seen(scenario.build(choices), operationOf(device), runs).filter((_, n) => n % operations !== 0);
  const faulted = calls.filter(({ inside }) => inside.some((name) => isFault(name))).map(({ latencyNs }) => latencyNs);
  return {
    device,
    everyNs: everyNs ?? null,
    faulting: faulted.length / calls.length,
    faultedMeanNs: faulted.length === 0 ? null : summarise(faulted).meanNs,
    ...summarise(calls.map(({ latencyNs }) => latencyNs)),
  };
}

/** What a device that cannot fault waits for instead. */
const armed = 'being armed again';

const isFault = (name: string): boolean => name === 'handle_mm_fault' || name === armed;

/** The calls of a device that cannot fault, with its wait among what was called inside: the fault is its worker's. */
function stoppedCalls(scenario: Scenario, name: string, runs: number): Call[] {
  const bare = withoutDetectors(scenario);
  return Array.from({ length: runs }, (_, run) => simulate(bare, { seed: run + 1, record: true })).flatMap(
    ({ trace }) => {
      const stops = trace!.blocked.filter(({ reason }) => reason === armed);
      return callsOf(trace!, name).map((call) => {
        const endNs = call.startNs + call.latencyNs;
        const stopped = stops.some(
          (stop) => stop.task === call.task && stop.startNs >= call.startNs && stop.startNs < endNs,
        );
        return stopped ? { ...call, inside: [...call.inside, armed] } : call;
      });
    },
  );
}

/** Refuses rates at which a run would last for ever. */
function checkRate(device: DeviceKind, everyNs: number | undefined, choices: Choices): void {
  if (everyNs === undefined || device === 'cpu') return;
  const faultNs = settingOf(choices).costs.mirrors[device].deviceFault.ns;
  if (everyNs >= faultNs / 2) return;
  throw new RangeError(
    `cleaned every ${everyNs} ns, a device whose fault takes ${faultNs} ns faults about ${Math.exp(faultNs / everyNs).toExponential(0)} times for each write; choose everyNs of ${faultNs / 2} or more`,
  );
}
