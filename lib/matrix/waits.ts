// Conformance of waiting: what the machine does with a file that somebody holds, beside Linux's rules.
//
// Ours is not stated but run: a machine in which something is held and never let go of, and one
// operation on it. It ends, or it waits for ever.
import type { Machine } from '../devices/machine.js';
import { kernelFunction, type Operation, simulate } from '../engine/index.js';
import { noteClaim } from '../filesystems/dax-blocks.js';
import { fsync } from '../filesystems/fsync.js';
import type { LeaseKind } from '../filesystems/lease.js';
import { ftruncate, openFile, truncatePath } from '../filesystems/open.js';
import { punchHole } from '../filesystems/punch.js';
import { reflink } from '../filesystems/reflink.js';
import { canReflink } from '../pages/filesystem-kind.js';
import { behaviourRows } from '../rules/era-behaviours.js';
import { type Version, versions } from '../rules/era-table.js';
import {
  type FileOperation,
  type Holding,
  holdings,
  operations,
  type Place,
  places,
  type WaitResult,
  type WaitRow,
  waitRows,
} from '../rules/kernel-waits.js';
import { machineScenario } from '../scenarios/machine-scenario.js';

/** One row of the table. */
export interface WaitConformance {
  readonly era: Version;
  readonly place: Place;
  readonly operation: FileOperation;
  readonly holding: Holding;
  readonly ours: WaitResult;
  readonly kernel: WaitResult;
  readonly source: string;
  readonly agrees: boolean;
}

/** What to compare; a test may put other switches or rows in the place of ours. */
export interface WaitComparison {
  readonly versions?: readonly Version[];
  readonly set?: Readonly<Record<string, string>>;
  readonly rows?: readonly WaitRow[];
}

/** The whole table, oldest version first. */
export function waitConformance(comparison: WaitComparison = {}): WaitConformance[] {
  const { versions: chosen = versions, set = {}, rows = waitRows } = comparison;
  return chosen.flatMap((era) =>
    places.flatMap((place) =>
      operations.flatMap((operation) =>
        holdings.map((holding) => {
          const fits = ({ when }: WaitRow): boolean =>
            (when.eras?.includes(era) ?? true) &&
            (when.place?.includes(place) ?? true) &&
            (when.operation?.includes(operation) ?? true) &&
            (when.holding?.includes(holding) ?? true);
          const { result: kernel, source } = rows.find(fits)!;
          const ours = exists(era, place, operation, holding) ? tried(era, place, operation, holding, set) : '-';
          return { era, place, operation, holding, ours, kernel, source, agrees: ours === kernel };
        }),
      ),
    ),
  );
}

const filesystemOf = (place: Place): 'ext4' | 'xfs' => (place.startsWith('xfs') ? 'xfs' : 'ext4');
const isOnDax = (place: Place): boolean => place.endsWith('DAX');

/** Whether the machine has such a thing. */
function exists(era: Version, place: Place, operation: FileOperation, holding: Holding): boolean {
  const filesystem = filesystemOf(place);
  if (holding === 'layout' && filesystem !== 'xfs') return false;
  if (operation !== 'FICLONE') return true;
  return canReflink(filesystem) && (!isOnDax(place) || behaviourRows.daxReflink.in[era][0] === 'yes');
}

const run: { readonly [O in FileOperation]: (k: Machine) => Operation<unknown> } = {
  truncate: (k) => truncatePath(k, k.inodes[0]!, 0),
  ftruncate: (k) => ftruncate(k, k.inodes[0]!, 0),
  punch: (k) => punchHole(k, k.inodes[0]!, 0, 2),
  FICLONE: (k) => reflink(k, k.inodes[0]!, k.inodes[1]!),
  fsync: (k) => fsync(k, k.inodes[0]!, 0),
  'open for writing': (k) => openFile(k, k.inodes[0]!, true),
};

/** Somebody gets hold of it. Call within an effect. */
function hold(k: Machine, holding: Holding): void {
  const page = k.pages[0]!;
  if (holding === 'pipe') page.extraRefs++;
  else if (holding === 'pin' || holding === 'pin, unmapped') {
    page.pins++;
    noteClaim(k, 0, page);
  } else k.leases[0]!.type = 'write';
  if (holding !== 'pin, unmapped') return;
  k.vmas[0]!.gone = true;
  k.ptes[0]!.page = null;
}

const operationOnHeld = kernelFunction(
  'operation_on_held',
  function* (k: Machine, holding: Holding, operation: FileOperation) {
    yield* k.step('hold it for good', () => hold(k, holding));
    return yield* run[operation](k);
  },
);

const leaseKind = (holding: Holding): LeaseKind =>
  holding === 'layout' || holding === 'delegation' ? holding : 'F_SETLEASE';

/** Does it, on the clock. */
function tried(
  era: Version,
  place: Place,
  operation: FileOperation,
  holding: Holding,
  set: Readonly<Record<string, string>>,
): WaitResult {
  const scenario = machineScenario({
    name: 'held',
    about: 'One operation on a file that somebody holds for good.',
    pages: 1,
    files: 2,
    dax: 'too',
    unmaps: holding === 'pin, unmapped',
    leases: () => [{ kind: leaseKind(holding), timed: false }],
    tasks: () => [{ name: 'operation', start: 0, run: (k) => operationOnHeld(k, holding, operation) }],
  }).build({ era, set: { ...set, filesystem: filesystemOf(place), dax: isOnDax(place) ? 'on' : 'off' } });
  const { finished, results } = simulate(scenario, { seed: 1 });
  if (!finished) return 'waits';
  return results.get('operation') === 'EWOULDBLOCK' ? 'EWOULDBLOCK' : 'goes on';
}
