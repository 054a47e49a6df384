// The thread that draws figures. The asking thread sleeps until the answer is in its port.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Figure } from './figure.js';

/** What the thread answers for one figure. */
export type Rendered = { id: number; svg: string } | { id: number; error: string };

const { port, signal } = workerData as { port: MessagePort; signal: SharedArrayBuffer };
const woken = new Int32Array(signal);

function answer(rendered: Rendered): void {
  port.postMessage(rendered);
  Atomics.add(woken, 0, 1);
  Atomics.notify(woken, 0);
}

// Loaded late so that a failure to load is an answer too and not a sleep without end.
const renderer = import('./renderer.js');
let queue: Promise<unknown> = renderer.catch(() => undefined);

parentPort?.on('message', ({ id, figure }: { id: number; figure: Figure }) => {
  queue = queue
    .then(async () => (await renderer).render(figure))
    .then(
      (svg) => answer({ id, svg }),
      (error: Error) => answer({ id, error: String(error?.message ?? error) }),
    );
});
