// How much may be dirty before somebody writes it, or has to wait.

/** Thresholds in pages: what vm.dirty_background_ratio and vm.dirty_ratio come to. */
export interface DirtyLimits {
  /** More dirty pages than this, and the flusher starts. */
  readonly background: number;
  /** The most that may be dirty or under writeback. */
  readonly limit: number;
}

/** What a machine has unless its scenario says otherwise: nothing is ever too much. */
export const noDirtyLimits: DirtyLimits = {
  background: Number.POSITIVE_INFINITY,
  limit: Number.POSITIVE_INFINITY,
};
