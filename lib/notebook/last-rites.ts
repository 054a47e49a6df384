// What must still happen when this process is told to die: stopping kernels, removing their folders.
//
// Kernels run in process groups of their own, so a Ctrl-C at the terminal does not reach them; without this they
// would outlive the runner. The actions are synchronous, because nothing asynchronous finishes in an exit handler.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const actions = new Set<() => void>();

/** Promises that `action` runs if this process is ended before the returned function is called. */
export function beforeDeath(action: () => void): () => void {
  if (actions.size === 0) watch();
  actions.add(action);
  return () => {
    actions.delete(action);
    if (actions.size === 0) unwatch();
  };
}

function watch(): void {
  process.on('exit', runAll);
  for (const signal of signals) process.on(signal, endBy);
}

function unwatch(): void {
  process.off('exit', runAll);
  for (const signal of signals) process.off(signal, endBy);
}

function runAll(): void {
  for (const action of actions) action();
}

/** Runs the actions, then lets the signal do what it would have done. */
function endBy(signal: NodeJS.Signals): void {
  runAll();
  unwatch();
  process.kill(process.pid, signal);
}
