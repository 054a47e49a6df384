// The direct read of the named scenarios: a reader, and what completes its read.
import { directRead, readCompletion, redirtyWorker } from '../devices/direct-read.js';
import type { Machine } from '../devices/machine.js';
import type { Task } from '../engine/index.js';
import type { Setting } from '../rules/setting.js';

/** What a CPU's store writes. */
export const storeToken = 1;

/** What the device delivers. */
export const readToken = 2;

/** A reader, and what completes its read where the era completes reads in an interrupt. */
export function reader(setting: Setting, task: Task<Machine>, token = readToken): Task<Machine>[] {
  if (setting.switches.directRead === 'classic') return [task];
  return [
    task,
    { name: 'completion', run: (k) => readCompletion(k, k.directReads[0]!, 0, token), daemon: true },
    { name: 'worker', run: (k) => redirtyWorker(k, k.directReads[0]!, 0), daemon: true },
  ];
}

/** A task that reads into every page of the mapped file, upwards. */
export const readsFile = (setting: Setting, token = readToken): Task<Machine>[] =>
  reader(setting, { name: 'read', run: (k) => directRead(k, k.directReads[0]!, 0, 1, k.ptes.length, 0, token) }, token);
