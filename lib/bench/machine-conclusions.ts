// Relations of simulated times that are worth drawing, each tried with every assumed input at a tenth and
// at ten times: a conclusion that one of them overturns would be about that input, not about the machine.
import { type StorageName, storages } from '../devices/storage.js';
import { simulate } from '../engine/index.js';
import { summarise } from '../measure/summary.js';
import { withoutDetectors } from '../measure/sweep.js';
import type { Choices } from '../rules/setting.js';
import { assumedCosts } from '../scenarios/sensitivity.js';
import { truncateUnderRead, type Workload, workloadOf } from './machine-workloads.js';

/** A relation of simulated times, and what is left of it when inputs change. */
export interface Conclusion {
  readonly text: string;
  /** How many times longer the first median is than the second. */
  readonly ratio: number;
  /** The conclusion holds where the ratio is at least this. */
  readonly atLeast: number;
  /** How many inputs were changed one at a time, each two ways. */
  readonly inputs: number;
  /** The change that brings the ratio lowest. */
  readonly lowest: { readonly input: string; readonly factor: number; readonly ratio: number };
  readonly holds: boolean;
}

/** One input that is changed. */
interface Change {
  /** A cost of the CPU, or `hdd.request` for one of one kind of storage. */
  readonly input: string;
  readonly cost: string;
  /** Null for a cost that is the same on all storage. */
  readonly of: StorageName | null;
  readonly factor: number;
}

/** Whose median is taken. */
interface Median {
  readonly operation: string;
  readonly workload?: Workload;
  readonly storage: StorageName;
  readonly choices?: Choices;
}

interface Relation {
  readonly text: string;
  readonly atLeast: number;
  readonly longer: Median;
  readonly shorter: Median;
}

/** Operations from which a conclusion's medians are taken. */
const rounds = 60;

const truncation = { operation: 'truncate_to_nothing', workload: truncateUnderRead };
/** Rule c, whatever the era can tell of pins. */
const waitsForPins: Choices = { rules: ['c'], set: { pinTest: 'mapcount' } };

const relations: readonly Relation[] = [
  {
    text: 'fsync takes longer on HDD than on NVMe',
    atLeast: 1.5,
    longer: { operation: 'fsync', storage: 'hdd' },
    shorter: { operation: 'fsync', storage: 'nvme' },
  },
  {
    text: 'fsync takes longer on NVMe than on pmem',
    atLeast: 1.5,
    longer: { operation: 'fsync', storage: 'nvme' },
    shorter: { operation: 'fsync', storage: 'pmem' },
  },
  {
    text: 'a direct read takes longer on HDD than on NVMe',
    atLeast: 1.5,
    longer: { operation: 'direct_read', storage: 'hdd' },
    shorter: { operation: 'direct_read', storage: 'nvme' },
  },
  {
    text: 'a store that faults takes ten times as long as one that does not',
    atLeast: 10,
    longer: { operation: 'store_to_clean_page', storage: 'nvme' },
    shorter: { operation: 'store_to_writable_page', storage: 'nvme' },
  },
  {
    text: 'truncation does not wait for a direct read: on HDD it takes at most twice as long as on pmem',
    atLeast: 0.5,
    longer: { ...truncation, storage: 'pmem' },
    shorter: { ...truncation, storage: 'hdd' },
  },
  {
    text: 'under rule c it does: on HDD it takes ten times as long as without',
    atLeast: 10,
    longer: { ...truncation, storage: 'hdd', choices: waitsForPins },
    shorter: { ...truncation, storage: 'hdd' },
  },
];

/** All conclusions in one era, each with every assumed input changed. */
export function conclusions(era: string): Conclusion[] {
  const known = new Map<string, number>();
  const all = changes();
  const ratioOf = ({ longer, shorter }: Relation, change: Change | null): number =>
    median(longer, era, change, known) / median(shorter, era, change, known);
  return relations.map((relation) => {
    const { atLeast, text } = relation;
    const tried = all.map((change) => ({
      input: change.input,
      factor: change.factor,
      ratio: ratioOf(relation, change),
    }));
    const lowest = tried.reduce((least, each) => (each.ratio < least.ratio ? each : least));
    const ratio = ratioOf(relation, null);
    return { text, ratio, atLeast, inputs: all.length / 2, lowest, holds: Math.min(ratio, lowest.ratio) >= atLeast };
  });
}

/** Each assumed input at a tenth and at ten times. */
function changes(): Change[] {
  const own = Object.keys(storages.hdd.costs);
  const shared = assumedCosts({}).filter((cost) => !own.includes(cost));
  const ofStorage = (Object.keys(storages) as StorageName[]).flatMap((of) =>
    assumedCosts({ storage: of })
      .filter((cost) => own.includes(cost))
      .map((cost) => ({ input: `${of}.${cost}`, cost, of })),
  );
  const inputs = [...shared.map((cost) => ({ input: cost, cost, of: null })), ...ofStorage];
  return inputs.flatMap((each) => [0.1, 10].map((factor) => ({ ...each, factor })));
}

/** A median with one input changed; taken once for each set of inputs that it depends on. */
function median(
  { choices = {}, operation, storage, workload = workloadOf(operation) }: Median,
  era: string,
  change: Change | null,
  known: Map<string, number>,
): number {
  const concerns = change !== null && (change.of === null || change.of === storage);
  const times = concerns ? { [change.cost]: change.factor } : {};
  const key = JSON.stringify([workload.name, operation, storage, choices, times]);
  const ns =
    known.get(key) ??
    summarise(latencies(workload, { ...choices, era, storage, times }, rounds).get(operation)!).medianNs;
  known.set(key, ns);
  return ns;
}

/** By kernel function: the simulated times of the operations in so many rounds of a workload. */
export function latencies(workload: Workload, choices: Choices, rounds: number): Map<string, number[]> {
  const times = new Map(Object.keys(workload.operations).map((name) => [name, [] as number[]]));
  const bare = withoutDetectors(workload.build(choices, rounds));
  for (const { endNs, name, startNs } of simulate(bare, { seed: 1, maxSteps: Number.MAX_SAFE_INTEGER }).operations)
    if (endNs >= 0) times.get(name)?.push(endNs - startNs);
  return times;
}
