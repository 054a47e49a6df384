// The records of pages and files, and the kernel object that code on them works with.
import { type KernelOf, type PoolOf, pool } from '../engine/index.js';
import { AddressSpace, Vma } from './address-space.js';
import type { Costs } from './costs.js';
import type { DeviceKind } from './device-kind.js';
import type { DirtyLimits } from './dirty-limits.js';
import type { FilesystemKind } from './filesystem-kind.js';
import { FileBlock, Inode } from './inode.js';
import { type DeviceFault, type Invalidate, Mirror, Translation } from './notifier.js';
import { Page, Pte } from './page.js';
import { ghostSync, ghostWrite } from './promises.js';
import type { Switches } from './switches.js';

/** How many of what a machine has. */
export interface PageCounts {
  /** Pages of the file at the start. */
  pages: number;
  /** Page tables that map the whole file. */
  addressSpaces: number;
  /** Device transfers that may be under way at once, a page each. */
  transfers: number;
  /** Messages that remote peers may send. */
  messages: number;
  /** Tasks that call fsync. */
  syncers: number;
  /** Files, each with room for `pages` pages; 1 unless said. Page tables map the first. */
  files?: number;
  /** Page frames; as many as `pages` unless said. */
  frames?: number;
  /** Devices with a page table of their own, each over every address; none unless said. */
  mirrors?: number;
}

/** Indexes of all files together. */
export const placesOf = ({ pages, files = 1 }: PageCounts): number => pages * files;

/** Entries of the page tables of all devices together. */
export const translationCount = ({ addressSpaces, mirrors = 0, pages }: PageCounts): number =>
  mirrors * pages * addressSpaces;

/** The records of devices with page tables of their own. */
type MirrorShape = {
  readonly mirrors: PoolOf<typeof Mirror>;
  readonly translations: PoolOf<typeof Translation>;
};

/** How many there are; none of these records where there is no such device. */
function mirrorShape(counts: PageCounts): MirrorShape {
  const { mirrors = 0 } = counts;
  const shape = () => ({ mirrors: pool(Mirror, mirrors), translations: pool(Translation, translationCount(counts)) });
  return mirrors === 0 ? ({} as MirrorShape) : shape();
}

/** The records of pages and files. */
export type PageShape = MirrorShape & {
  readonly inodes: PoolOf<typeof Inode>;
  readonly pages: PoolOf<typeof Page>;
  readonly ptes: PoolOf<typeof Pte>;
  readonly vmas: PoolOf<typeof Vma>;
  readonly addressSpaces: PoolOf<typeof AddressSpace>;
  readonly fileBlocks: PoolOf<typeof FileBlock>;
  readonly ghostWrites: PoolOf<typeof ghostWrite>;
  readonly ghostSyncs: PoolOf<typeof ghostSync>;
};

/** How many there are of each. */
export function pageShape(counts: PageCounts): PageShape {
  const { pages, addressSpaces, transfers, messages, syncers, files = 1, frames = pages } = counts;
  return {
    inodes: pool(Inode, files, { size: pages }),
    pages: pool(Page, frames),
    ptes: pool(Pte, pages * addressSpaces),
    vmas: pool(Vma, pages * addressSpaces),
    addressSpaces: pool(AddressSpace, addressSpaces),
    fileBlocks: pool(FileBlock, placesOf(counts)),
    ghostWrites: pool(ghostWrite, Math.max(1, transfers + messages)),
    ghostSyncs: pool(ghostSync, Math.max(1, syncers * placesOf(counts))),
    ...mirrorShape(counts),
  };
}

/** What all machine code is told beside the records. */
export interface MachineConstants {
  readonly rules: Switches;
  readonly costs: Costs;
  readonly filesystem: FilesystemKind;
  /** The file lies in persistent memory, without a page cache: page n stands for block n. */
  readonly dax: boolean;
  /** Somebody may send signals to tasks that wait where a signal ends the wait. */
  readonly signals: boolean;
  /** Some folio of the file may have more than one page. */
  readonly largeFolios: boolean;
  /** Some task calls munmap or mprotect, or exits, so page faults take mmap_lock. */
  readonly unmaps: boolean;
  readonly dirtyLimits: DirtyLimits;
  /** Which kind of device its mirrors are, or what stands in their place. */
  readonly device: DeviceKind;
  /** What the driver of its mirrors does when it is told that an entry changes; null where nobody is told. */
  readonly invalidate: Invalidate | null;
  /** What it does at a fault of its device; null for what a driver of this machine does. */
  readonly deviceFault: DeviceFault | null;
}

/** The kernel object as code on pages sees it. */
export interface PagesKernel extends KernelOf<PageShape, MachineConstants> {}
