// What the machine's operations take in simulated time on each kind of storage, and what it costs to
// simulate them.
import { type StorageName, storages } from '../devices/storage.js';
import { type Summary, summarise } from '../measure/summary.js';
import type { Choices } from '../rules/setting.js';
import { timed } from './cpu-time.js';
import { type Conclusion, conclusions, latencies } from './machine-conclusions.js';
import { type Workload, workloads } from './machine-workloads.js';

/** One operation on one kind of storage; times are simulated. */
export interface OperationFigures extends Summary {
  readonly operation: string;
  readonly about: string;
}

/** One workload on one kind of storage. */
export interface WorkloadFigures {
  readonly workload: string;
  readonly storage: StorageName;
  readonly operations: readonly OperationFigures[];
  /** CPU seconds of the simulation. */
  readonly seconds: number;
}

/** Everything that was measured. */
export interface MachineFigures {
  readonly era: string;
  readonly rounds: number;
  readonly workloads: readonly WorkloadFigures[];
  readonly conclusions: readonly Conclusion[];
}

/** How to measure. */
export interface MachineBenchOptions {
  readonly era: string;
  /** Operations of each kind. */
  readonly rounds: number;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

const storageNames = Object.keys(storages) as StorageName[];

/** Measures all workloads on all storage, then tries the conclusions. */
export function benchMachine({ era, onProgress, rounds }: MachineBenchOptions): MachineFigures {
  const pairs = workloads.flatMap((workload) => storageNames.map((storage) => ({ workload, storage })));
  const figures = pairs.map(({ storage, workload }, done) => {
    onProgress?.(done, pairs.length + 1, `${workload.name} on ${storage}`);
    return figuresOf(workload, storage, { era, storage }, rounds);
  });
  onProgress?.(pairs.length, pairs.length + 1, 'conclusions, with each assumed input changed');
  return { era, rounds, workloads: figures, conclusions: conclusions(era) };
}

function figuresOf(workload: Workload, storage: StorageName, choices: Choices, rounds: number): WorkloadFigures {
  const { result, seconds } = timed(() => latencies(workload, choices, rounds));
  const operations = Object.entries(workload.operations).map(([operation, about]) => ({
    operation,
    about,
    ...summarise(result.get(operation)!),
  }));
  return { workload: workload.name, storage, operations, seconds };
}
