// What an answer is written with: operations, the handles they are given, the steps they may take.
//
// These are types for whoever writes an answer. A handle stands for a record of the machine: it can
// be compared and handed on, and there is nothing in it to read.
import type { StepOffered } from './exercise.js';

/**
 * A piece of kernel code: a generator whose only way to the machine is `yield* k.…`, and that returns T.
 * What it does next may depend on what its steps returned, and on nothing else.
 */
export type Op<T = void> = Generator<unknown, T, unknown>;

declare const kind: unique symbol;

/** Stands for a record of the machine. */
export interface Handle<K extends string> {
  readonly [kind]: K;
}

/** Stands for a page. */
export type PageHandle = Handle<'page'>;
/** Stands for a file. */
export type InodeHandle = Handle<'inode'>;
/** Stands for what a device holds a page by. */
export type PinHandle = Handle<'pin'>;
/** Stands for a page-table entry. */
export type PteHandle = Handle<'pte'>;

/** What every exercise offers. */
export interface Steps {
  /** Starts the operation over, remembering nothing: `return k.retry()`. */
  retry(): never;
}

/** The page lock. */
export interface PageLockSteps {
  /** Sleeps until the page is unlocked, and locks it. */
  lock(page: PageHandle): Op;
  /** Unlocks the page. */
  unlock(page: PageHandle): Op;
}

/** What writeback is made of. */
export interface WritebackSteps {
  /** Tags every page that carries the tag DIRTY as TOWRITE. */
  tagDirty(inode: InodeHandle): Op;
  /** A page of the file that is tagged TOWRITE, or null. */
  nextTagged(inode: InodeHandle): Op<PageHandle | null>;
  /** Takes the tag TOWRITE away. */
  untag(page: PageHandle): Op;
  /** Whether the page is still this file’s, and dirty. */
  stillDirty(inode: InodeHandle, page: PageHandle): Op<boolean>;
  /** Whether the page is under writeback. */
  underWriteback(page: PageHandle): Op<boolean>;
  /** Whether a device holds the page. */
  pinned(page: PageHandle): Op<boolean>;
  /** Write-protects the page in every page table: stores, and pins for writing, must fault from then on. Under the page lock. */
  writeProtect(page: PageHandle): Op;
  /** Clears the dirty flag and the tags, and sets writeback; the data is to be submitted. Under the page lock. */
  clearDirty(page: PageHandle): Op;
  /** Sends the page to the device, which reads it when it gets to it. */
  submit(page: PageHandle): Op;
  /** Sleeps until no device holds the page. */
  waitForPins(page: PageHandle): Op;
  /** Sleeps until no page of the file is under writeback. */
  waitForWriteback(inode: InodeHandle): Op;
  /** Empties the disk’s volatile cache. */
  flushDevice(): Op;
}

/** What an exercise says of each of its steps. */
export type Offers<S> = { readonly [N in Exclude<keyof S, 'retry'>]: StepOffered };
