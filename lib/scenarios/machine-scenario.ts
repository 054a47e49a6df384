// How a named scenario becomes a machine: a file whose pages are cached, clean and mapped
// read-only, a device, and the tasks that the scenario sets on it.
import { type Machine, type MachineCounts, machineShape } from '../devices/machine.js';
import { invalidateOf } from '../devices/operations.js';
import {
  type Before,
  type Detector,
  type Fields,
  type Pool,
  type Scenario,
  type Shape,
  scenario,
  type Task,
  type ViewsOf,
} from '../engine/index.js';
import { diskEngine } from '../filesystems/block-device.js';
import { attachesPrivate } from '../filesystems/block-map.js';
import { daxPageOf } from '../filesystems/dax-blocks.js';
import type { LeaseKind } from '../filesystems/lease.js';
import { endless } from '../filesystems/page-removal.js';
import { type Recovered, recoverPlace } from '../filesystems/recover.js';
import { withDaxHarms } from '../harms/dax.js';
import { harms, mirrorHarms } from '../harms/harms.js';
import { observations, outlivesVma, sourceChanged, stalePipe } from '../harms/observations.js';
import { type DeviceKind, hasPageTable } from '../pages/device-kind.js';
import { type DirtyLimits, noDirtyLimits } from '../pages/dirty-limits.js';
import { type FilesystemKind, filesystemKinds, hasStorage } from '../pages/filesystem-kind.js';
import { folioOf, indexIn, linkFolio, nthPage } from '../pages/folio.js';
import type { FileBlock } from '../pages/inode.js';
import { type MirrorDriver, translationsOf } from '../pages/notifier.js';
import { pageAt } from '../pages/page.js';
import { tokenText, zeroToken } from '../pages/tokens.js';
import type { BehaviourName, Concerns } from '../rules/era-behaviours.js';
import { checkSimulated } from '../rules/eras.js';
import { type Choices, type Setting, settingOf } from '../rules/setting.js';
import { type PatchSetting, type PatchSwitches, patchSetting } from './patch.js';

/** A scenario as the command line and the notebooks know it. */
export interface NamedScenario {
  readonly name: string;
  /** In one line, what it is for. */
  readonly about: string;
  /** What it chooses itself; a reader's choices come on top. */
  readonly choices: Choices;
  /** Switches of its own, which a reader may set beside those of the machine. */
  readonly patch?: PatchSwitches;
  /** False when it is not built on the machine, so that it has no era. */
  readonly machine?: boolean;
  /** What it has that a behaviour of an era may concern, beside its filesystem. */
  readonly concerns?: readonly Concerns[];
  /** @throws RangeError for choices that do not exist */
  build(choices?: Choices): Scenario;
}

/** The machine, with records of the scenario's own and the setting of its patch as `k.patch`. */
export type MachineWith<S extends Shape, P extends PatchSwitches = NoSwitches> = Machine &
  ViewsOf<S> & { readonly patch: PatchSetting<P> };

type NoRecords = Readonly<Record<never, Pool<Fields>>>;
type NoSwitches = Readonly<Record<never, readonly [string]>>;

/** What a scenario says of its machine. */
export interface MachineParts<S extends Shape = NoRecords, P extends PatchSwitches = NoSwitches> {
  readonly name: string;
  readonly about: string;
  readonly choices?: Choices;
  /** What it rests on beyond the machine's switches; an era that behaves otherwise is refused. */
  readonly needs?: readonly BehaviourName[];
  /** What it has that a behaviour of an era may concern, beside its filesystem. */
  readonly concerns?: readonly Concerns[];
  /** Pages of the file. */
  readonly pages: number;
  /** Most pages that a reader may choose; as many as `pages` unless said. */
  readonly mostPages?: number;
  /** Page tables that map the file. Default 1. */
  readonly addressSpaces?: number;
  /** Direct reads and writes, and the pages that they and all regions hold together: one for each unless said. */
  readonly directReads?: number;
  readonly directWrites?: number;
  readonly transfers?: number;
  /** Memory regions registered with an RDMA adapter, and the messages that may be sent to all of them together. */
  readonly regions?: number;
  readonly messages?: number;
  /** The kind of device that makes accesses: one that mirrors page tables, or what stands in its place. */
  readonly device?: DeviceKind;
  /** The driver of that device, where it is not the machine's own. */
  readonly driver?: MirrorDriver;
  /** Pipes that pages may be spliced into. */
  readonly pipes?: number;
  /** Tasks that call fsync. */
  readonly syncers?: number;
  /** Files; page tables map the first, the others have no page in the cache. Default 1. */
  readonly files?: number;
  /** Page frames, where pages have to be found for what is faulted in while a device holds others. */
  readonly frames?: number;
  /** Blocks of the device beyond one for each index of a file. */
  readonly spareBlocks?: number;
  /** Thresholds of background writeback, in pages; none unless said. */
  readonly dirtyLimits?: DirtyLimits;
  /** The filesystems it can be on; all unless said. */
  readonly filesystems?: readonly FilesystemKind[];
  /** Whether its file can lie in persistent memory, `--set dax=on`; `always` where it does in any case. Default never. */
  readonly dax?: 'never' | 'too' | 'always';
  /** Leases that tasks may take, and what of each is given for good. */
  leases?(patch: PatchSetting<NoInfer<P>>): readonly LeaseParts[];
  /** User-owned steps that come before timers. */
  before?(patch: PatchSetting<NoInfer<P>>): readonly Before[];
  /** Whether the mappings are private. Further address spaces are those of children, and show nothing until somebody forks. Default false. */
  readonly privateMappings?: boolean;
  /** Whether some task calls munmap or mprotect, or exits. Default false. */
  readonly unmaps?: boolean;
  /** Whether the file's pages are in the cache at the start; where not, nothing maps them. Default true. */
  readonly cached?: boolean;
  /** Whether the page tables map the pages, read-only, at the start. Default true. */
  readonly mapped?: boolean;
  /** Switches of its own, `{ order: ['old', 'new'] }`: the first value is how things are without the patch. */
  readonly patch?: P;
  /** Records of its own, beside the machine's. */
  readonly memory?: S;
  /** What to look for beside the harms. */
  readonly watch?: readonly Detector<MachineWith<S, P>>[];
  /** What an outsider can see at the end; the file's size and contents unless said. */
  outcome?(k: MachineWith<S, P>): string;
  tasks(setting: Setting, pages: number, patch: PatchSetting<P>): Task<MachineWith<S, P>>[];
}

/** A lease that may be taken on a file. */
export interface LeaseParts {
  readonly kind: LeaseKind;
  /** Whether the wait for it has an end. */
  readonly timed: boolean;
  /** The pages that it covers; the whole first file unless said. */
  readonly from?: number;
  readonly to?: number;
}

/** Makes a named scenario. */
export function machineScenario<S extends Shape = NoRecords, const P extends PatchSwitches = NoSwitches>(
  parts: MachineParts<S, P>,
): NamedScenario {
  const { name, about, choices: own = {}, patch } = parts;
  // Inside, only the machine's own records matter: the types of the others are put aside.
  const plain = parts as unknown as MachineParts;
  return {
    name,
    about,
    choices: own,
    concerns: parts.concerns ?? [],
    ...(patch && { patch }),
    build: (choices = {}) => build(plain, own, choices),
  };
}

function build(parts: MachineParts, own: Choices, given: Choices): Scenario {
  const { setting: patch, others: choices } = patchSetting<PatchSwitches>(parts.patch ?? {}, given);
  const setting = settingOf(choices, own);
  checkSimulated(parts.name, parts.needs ?? [], setting.era);
  const pages = choices.pages ?? parts.pages;
  const most = parts.mostPages ?? parts.pages;
  if (!Number.isInteger(pages) || pages < 1 || pages > most)
    throw new RangeError(
      most === parts.pages && most === 1
        ? `${parts.name} has one page and cannot have ${pages}; leave --pages out`
        : `${parts.name} cannot have ${pages} pages; choose a whole number from 1 to ${most}`,
    );
  if (setting.largeFolios && pages < 2)
    throw new RangeError(
      `a large folio has two pages or more, and ${parts.name} has one; leave folios=large out, or choose --pages 2 where it can be had`,
    );
  const { filesystems = filesystemKinds } = parts;
  if (!filesystems.includes(setting.filesystem))
    throw new RangeError(
      `${parts.name} cannot be on ${setting.filesystem}; choose --set filesystem=${filesystems.join(' or ')}`,
    );
  checkDax(parts, setting);
  const leases = parts.leases?.(patch) ?? [];
  const shape = machineShape({ ...countsOf(parts, pages, setting), leases: leases.length });
  for (const pool of Object.keys(parts.memory ?? {}))
    if (pool in shape)
      throw new TypeError(`${parts.name}: its records ${pool} have the name of the machine’s own; choose another`);
  const disk: Task<Machine>[] =
    setting.dax || setting.costs.storage.synchronous ? [] : [{ name: 'disk', run: (k) => diskEngine(k), daemon: true }];
  return scenario({
    name: parts.name,
    about: parts.about,
    memory: { ...shape, ...parts.memory },
    constants: {
      rules: setting.switches,
      costs: setting.costs,
      filesystem: setting.filesystem,
      dax: setting.dax,
      signals: setting.signals,
      largeFolios: setting.largeFolios,
      unmaps: parts.unmaps ?? false,
      dirtyLimits: parts.dirtyLimits ?? noDirtyLimits,
      device: parts.device ?? 'cpu',
      invalidate: parts.driver?.invalidate ?? invalidateOf(parts.device ?? 'cpu'),
      deviceFault: parts.driver?.fault ?? null,
      patch,
    },
    before: parts.before?.(patch) ?? [],
    setup: (k) => {
      layOutFile(k, parts);
      for (const [n, lease] of leases.entries()) layOutLease(k, lease, n);
    },
    tasks: [...parts.tasks(setting, pages, patch).map(begun), ...disk],
    harms: [...harmsOf(parts, setting), ...(parts.watch ?? [])],
    observations: [
      ...observations,
      ...((parts.regions ?? 0) > 0 ? [outlivesVma] : []),
      ...((parts.pipes ?? 0) > 0 ? [stalePipe] : []),
      ...((parts.directWrites ?? 0) > 0 ? [sourceChanged] : []),
    ],
    stopsWhen: (k) => k.system.bug,
    outcome: parts.outcome ?? fileOutcome,
  });
}

/** @throws RangeError where its file cannot lie where it is asked to */
function checkDax({ name, dax = 'never' }: MachineParts, setting: Setting): void {
  if (setting.dax && dax === 'never')
    throw new RangeError(`${name} is about the page cache and cannot be on DAX; leave dax off`);
  if (!setting.dax && dax === 'always')
    throw new RangeError(`${name} is about DAX and cannot be on a page cache; leave dax on`);
}

/** What is judged: more where files lie in persistent memory, and where a device mirrors page tables. */
function harmsOf({ device }: MachineParts, { dax }: Setting): readonly Detector<Machine>[] {
  const all = [...harms, ...(device === undefined ? [] : mirrorHarms)];
  return dax ? withDaxHarms(all) : all;
}

/** On the clock, tasks begin within some microseconds of each other unless they say when. */
const begun = (task: Task<Machine>): Task<Machine> =>
  task.daemon === true ? task : { start: { ns: 5_000, shape: 'exponential' }, ...task };

/** How many of what there are. A map that never overwrites needs room for three blocks at an index. */
function countsOf(parts: MachineParts, pages: number, { dax, filesystem, switches }: Setting): MachineCounts {
  const {
    addressSpaces = 1,
    directReads = 0,
    directWrites = 0,
    regions = 0,
    messages = 0,
    pipes = 0,
    syncers = 1,
  } = parts;
  const { transfers = directReads + directWrites + regions, files = 1, frames = pages } = parts;
  const mirrors = parts.device !== undefined && hasPageTable(parts.device) ? 1 : 0;
  const spareBlocks = (parts.spareBlocks ?? 0) + (filesystem === 'btrfs' ? 2 * pages * files : 0);
  return {
    pages,
    addressSpaces,
    transfers,
    messages,
    syncers,
    directReads,
    directWrites,
    regions,
    pipes,
    files,
    frames,
    spareBlocks,
    dax,
    bounces: !dax && switches.pinnedWriteback === 'bounce',
    mirrors,
  };
}

/** The first file: its pages cached and clean, mapped read-only everywhere or nowhere. Other files are holes. */
function layOutFile(k: Machine, { cached = true, mapped = cached, privateMappings = false }: MachineParts): void {
  const [inode] = k.inodes;
  const pages = k.fileBlocks.length / k.inodes.length;
  const stored = hasStorage(k.filesystem);
  for (let i = 0; cached && i < pages; i++) {
    const page = k.pages[i]!;
    page.mapping = inode!;
    page.pgoff = i;
    page.buffers = !k.dax && attachesPrivate(k);
    page.dirty = !stored;
  }
  if (cached && k.largeFolios) linkFolios(k, pages);
  k.fileBlocks.forEach((place, i) => {
    place.inode = k.inodes[Math.floor(i / pages)]!;
    place.pgoff = i % pages;
    if (i < pages && stored) place.block = place.committed = k.blocks[i]!;
  });
  k.ptes.forEach((pte, i) => {
    pte.file = inode!;
    pte.pgoff = i % pages;
    if (mapped && !(privateMappings && i >= pages)) pte.page = folioOf(k.pages[i % pages]!);
    pte.writable = mapped && !stored && !privateMappings;
    k.vmas[i]!.private = privateMappings;
    k.vmas[i]!.mm = k.addressSpaces[Math.floor(i / pages)]!;
  });
  layOutMirrors(k);
}

/** A device that mirrors knows every address, and has no translation yet; one that cannot fault waits to be armed. */
function layOutMirrors(k: Machine): void {
  translationsOf(k).forEach((translation, n) => {
    translation.mirror = k.mirrors[Math.floor(n / k.ptes.length)]!;
    translation.pte = k.ptes[n % k.ptes.length]!;
    translation.mirror.stopped = k.device === 'notifier';
  });
}

/** What of a lease is given for good. */
function layOutLease(k: Machine, { kind, timed, from = 0, to = endless }: LeaseParts, n: number): void {
  const lease = k.leases[n]!;
  lease.kind = kind;
  lease.timed = timed;
  lease.inode = k.inodes[0]!;
  lease.from = from;
  lease.to = to;
}

/** Two pages each, as aligned as Linux has them; a last one may be left over. */
function linkFolios(k: Machine, pages: number): void {
  for (let i = 0; i + 1 < pages; i += 2) linkFolio(k.pages[i]!, k.pages[i + 1]!);
}

/** The page in the cache that holds the content of a place, once it has been read. */
function cachedPage(k: Machine, { inode, pgoff }: FileBlock) {
  const folio = pageAt(k, inode!, pgoff);
  return folio === undefined || folio.filling ? undefined : nthPage(folio, indexIn(folio, pgoff));
}

/** What an outsider sees of the content of one index, as read now and after a power cut; zeros are dashes. */
function contentOf(k: Machine, place: FileBlock): string {
  const { block } = place;
  const page = k.dax ? (block === null ? undefined : daxPageOf(k, block)) : cachedPage(k, place);
  const now = page !== undefined ? [page.data0, page.data1] : block === null ? [] : [block.cache0, block.cache1];
  const text = (contents: readonly Recovered[] | null) =>
    [0, 1].map((sector) => tokenText(contents?.[sector] ?? zeroToken)).join('');
  return `${text(now)}/${text(recoverPlace(k, place))}`;
}

/** What an outsider sees at the end: size, and each block's content as read now and after a power cut. */
export function fileOutcome(k: Machine): string {
  const files = k.inodes.map((inode) => {
    const places = k.fileBlocks.filter((place) => place.inode === inode).map((place) => contentOf(k, place));
    return `size ${inode.size}, read/recovered ${places.join(' ')}`;
  });
  return `${k.system.bug ? 'BUG ' : ''}${files.join('; next file: ')}`;
}
