// The records of pages and files, and the kernel object that code on them works with.
import { type KernelOf, pool } from '../engine/index.js';
import type { Costs } from './costs.js';
import { FileBlock, Inode } from './inode.js';
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
  /** Tasks that call fsync. */
  syncers: number;
}

/** The records of pages and files. */
export function pageShape({ pages, addressSpaces, transfers, syncers }: PageCounts) {
  return {
    inodes: pool(Inode, 1, { size: pages }),
    pages: pool(Page, pages),
    ptes: pool(Pte, pages * addressSpaces),
    fileBlocks: pool(FileBlock, pages),
    ghostWrites: pool(ghostWrite, Math.max(1, transfers)),
    ghostSyncs: pool(ghostSync, Math.max(1, syncers * pages)),
  } as const;
}

/** What all machine code is told beside the records. */
export interface MachineConstants {
  readonly rules: Switches;
  readonly costs: Costs;
}

/** The kernel object as code on pages sees it. */
export type PagesKernel = KernelOf<ReturnType<typeof pageShape>, MachineConstants>;
