// Ctrl-C while a command works: the first asks for what there is so far, the second ends the process.

/** Work that a reader may have enough of. */
export interface Interruptible {
  readonly signal: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  release(): void;
}

/** Exit status of a process that Ctrl-C ended. */
const interrupted = 130;

/** From here on the first Ctrl-C aborts the signal. */
export function interruptible(): Interruptible {
  const controller = new AbortController();
  const enough = () => {
    if (controller.signal.aborted) process.exit(interrupted);
    controller.abort();
  };
  process.on('SIGINT', enough);
  return { signal: controller.signal, release: () => void process.off('SIGINT', enough) };
}
