// A figure as a picture that stands still, made without a browser and without waiting in the code
// of the caller: `figureToSvg` answers like any function.
//
// A thread of its own draws, because plotly answers later and needs the globals of a browser.
// `warmUp()` starts it early, so that it loads while the caller does other work. The thread never
// keeps a process alive. Same figure, same bytes, on every run, machine and Node.
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Figure } from './figure.js';
import type { Rendered } from './render-worker.js';
import { standingStill } from './standing-still.js';

interface Drawer {
  worker: Worker;
  port: MessagePort;
  woken: Int32Array;
}

const drawable = new Set(['scatter', 'bar']);
const patienceMs = 20_000;

let drawer: Drawer | null = null;
let asked = 0;

/** Starts the drawing thread if it does not run yet. */
export function warmUp(): void {
  drawer ??= startDrawer();
}

function startDrawer(): Drawer {
  const { port1, port2 } = new MessageChannel();
  const signal = new SharedArrayBuffer(4);
  const worker = new Worker(new URL('./render-worker.js', import.meta.url), {
    workerData: { port: port2, signal },
    transferList: [port2],
    execArgv: [],
  });
  worker.on('error', () => {
    drawer = null;
  });
  worker.unref();
  port1.unref();
  return { worker, port: port1, woken: new Int32Array(signal) };
}

/** Gives the thread up; the next figure starts another. */
export function stopDrawing(): void {
  void drawer?.worker.terminate();
  drawer = null;
}

function refuse(figure: Figure): void {
  for (const trace of figure.data) {
    if (drawable.has(trace.type)) continue;
    throw new Error(
      `A series of type '${trace.type}' cannot be drawn without a browser; ` +
        `a figure here is made of ${[...drawable].join(' and ')} (a matrix of coloured cells is bars, see matrix()).`,
    );
  }
}

function ask(figure: Figure): Rendered {
  warmUp();
  const { worker, port, woken } = drawer as Drawer;
  const id = ++asked;
  const until = Date.now() + patienceMs;
  worker.postMessage({ id, figure });
  for (;;) {
    const seen = Atomics.load(woken, 0);
    const answer = receiveMessageOnPort(port)?.message as Rendered | undefined;
    if (answer?.id === id) return answer;
    if (answer) continue;
    if (Atomics.wait(woken, 0, seen, until - Date.now()) === 'timed-out') {
      stopDrawing();
      return { id, error: `no answer within ${patienceMs / 1000} s; a figure this large is better split` };
    }
  }
}

/** The figure as SVG text; a figure with frames is drawn as it starts. */
export function figureToSvg(figure: Figure): string {
  refuse(figure);
  const answer = ask(standingStill(figure));
  if ('error' in answer) throw new Error(`The figure '${figure.title}' could not be drawn: ${answer.error}.`);
  return answer.svg;
}
