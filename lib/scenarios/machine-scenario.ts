// How a named scenario becomes a machine: a file whose pages are cached, clean and mapped
// read-only, a device, and the tasks that the scenario sets on it.
import { type Machine, machineShape } from '../devices/machine.js';
import { type Detector, type Scenario, scenario, type Task } from '../engine/index.js';
import { diskEngine } from '../filesystems/block-device.js';
import { recover } from '../filesystems/recover.js';
import { harms } from '../harms/harms.js';
import { observations } from '../harms/observations.js';
import { type Choices, type Setting, settingOf } from '../rules/setting.js';

/** A scenario as the command line and the notebooks know it. */
export interface NamedScenario {
  readonly name: string;
  /** In one line, what it is for. */
  readonly about: string;
  /** What it chooses itself; a reader's choices come on top. */
  readonly choices: Choices;
  /** @throws RangeError for choices that do not exist */
  build(choices?: Choices): Scenario;
}

/** What a scenario says of its machine. */
export interface MachineParts {
  readonly name: string;
  readonly about: string;
  readonly choices?: Choices;
  /** Pages of the file. */
  readonly pages: number;
  /** Most pages that a reader may choose; as many as `pages` unless said. */
  readonly mostPages?: number;
  /** Page tables that map the file. Default 1. */
  readonly addressSpaces?: number;
  /** Direct reads, and the pages of all of them together. */
  readonly directReads?: number;
  readonly transfers?: number;
  /** Tasks that call fsync. */
  readonly syncers?: number;
  /** Whether the page tables map the pages, read-only, at the start. Default true. */
  readonly mapped?: boolean;
  /** What to look for beside the harms. */
  readonly watch?: readonly Detector<Machine>[];
  tasks(setting: Setting, pages: number): Task<Machine>[];
}

/** Makes a named scenario. */
export function machineScenario(parts: MachineParts): NamedScenario {
  const { name, about, choices: own = {} } = parts;
  return { name, about, choices: own, build: (choices = {}) => build(parts, own, choices) };
}

function build(parts: MachineParts, own: Choices, choices: Choices): Scenario {
  const setting = settingOf(choices, own);
  const pages = choices.pages ?? parts.pages;
  const most = parts.mostPages ?? parts.pages;
  if (!Number.isInteger(pages) || pages < 1 || pages > most)
    throw new RangeError(
      most === parts.pages && most === 1
        ? `${parts.name} has one page and cannot have ${pages}; leave --pages out`
        : `${parts.name} cannot have ${pages} pages; choose a whole number from 1 to ${most}`,
    );
  const { addressSpaces = 1, directReads = 0, transfers = directReads, syncers = 1 } = parts;
  const disk: Task<Machine>[] = setting.costs.storage.synchronous
    ? []
    : [{ name: 'disk', run: (k) => diskEngine(k), daemon: true }];
  return scenario({
    name: parts.name,
    about: parts.about,
    memory: machineShape({ pages, addressSpaces, transfers, syncers, directReads }),
    constants: { rules: setting.switches, costs: setting.costs },
    setup: (k) => layOutFile(k, parts.mapped ?? true),
    tasks: [...parts.tasks(setting, pages).map(begun), ...disk],
    harms: [...harms, ...(parts.watch ?? [])],
    observations,
    stopsWhen: (k) => k.system.bug,
    outcome,
  });
}

/** On the clock, tasks begin within some microseconds of each other unless they say when. */
const begun = (task: Task<Machine>): Task<Machine> =>
  task.daemon === true ? task : { start: { ns: 5_000, shape: 'exponential' }, ...task };

/** One file: every page cached, clean, with buffers, and mapped read-only everywhere or nowhere. */
function layOutFile(k: Machine, mapped: boolean): void {
  const [inode] = k.inodes;
  k.pages.forEach((page, i) => {
    page.mapping = inode!;
    page.pgoff = i;
    page.buffers = true;
  });
  k.fileBlocks.forEach((place, i) => {
    place.inode = inode!;
    place.pgoff = i;
    place.block = k.blocks[i]!;
  });
  k.ptes.forEach((pte, i) => {
    pte.file = inode!;
    pte.pgoff = i % k.pages.length;
    if (mapped) pte.page = k.pages[i % k.pages.length]!;
  });
}

/** What an outsider sees at the end: size, and each block's content as read now and after a power cut. */
function outcome(k: Machine): string {
  const inode = k.inodes[0]!;
  const places = k.fileBlocks.map((place) => {
    const page = k.pages.find((each) => each.mapping === place.inode && each.pgoff === place.pgoff);
    const cached =
      page === undefined ? [place.block?.cache0 ?? '-', place.block?.cache1 ?? '-'] : [page.data0, page.data1];
    const kept = recover(k, inode, place.pgoff) ?? ['-', '-'];
    return `${cached.join('')}/${kept.join('')}`;
  });
  return `${k.system.bug ? 'BUG ' : ''}size ${inode.size}, read/recovered ${places.join(' ')}`;
}
