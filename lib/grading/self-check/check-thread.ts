// The thread between `check`, which sleeps until it has its judgement, and the process that judges. An
// interrupted kernel takes that process with it; the next check starts another.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type MessagePort, workerData } from 'node:worker_threads';

/** What the thread answers: the judgement as JSON, or why there is none. */
export type Answered = { readonly judgement: string } | { readonly lost: string };

const { port, bell } = workerData as { port: MessagePort; bell: Int32Array };

function answer(answered: Answered): void {
  port.postMessage(answered);
  Atomics.store(bell, 0, 1);
  Atomics.notify(bell, 0);
}

let running: ChildProcessWithoutNullStreams | null = null;

function start(): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./check-process.js', import.meta.url))]);
  let errors = '';
  createInterface({ input: child.stdout }).on('line', (judgement) => answer({ judgement }));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (errors.length < 10_000) errors += text;
  });
  child.stdin.on('error', () => {});
  child.once('error', (error) => answer({ lost: error.message }));
  child.once('close', (_, signal) => {
    if (running === child) running = null;
    const ended = signal === 'SIGINT' ? 'it was interrupted' : `its process was ended by ${signal}`;
    answer({ lost: signal === null ? (errors.split('\n')[0] ?? '') : ended });
  });
  return child;
}

port.on('message', (work: string) => {
  running ??= start();
  running.stdin.write(`${work}\n`);
});
