// The named scenario of a pipe that holds a page.
import type { Machine } from '../devices/machine.js';
import { kernelFunction, ms } from '../engine/index.js';
import { store } from '../filesystems/store.js';
import { truncate } from '../filesystems/truncate.js';
import { drainPipe, vmsplice } from '../gup/pipe.js';
import { tokenText } from '../pages/tokens.js';
import { fileOutcome, machineScenario, type NamedScenario } from './machine-scenario.js';

/** What the splicing process stored before. */
const storeToken = 1;

/** Stores, splices the page into the pipe; later, when somebody likes, the pipe is read or closed. */
export const spliceAndDrain = kernelFunction('splice_and_drain', function* (k: Machine) {
  const pipe = k.pipes[0]!;
  if ((yield* store(k, k.ptes[0]!, 0, storeToken)) !== 'stored') return 'SIGBUS';
  if ((yield* vmsplice(k, k.ptes[0]!, pipe)) === 'EFAULT') return 'EFAULT';
  yield* drainPipe(k, pipe, ms(10));
  return 'drained';
});

/** What the pipe's reader got; nothing where nothing was spliced, or the pipe was closed or is still full. */
export function pipeOutcome({ pipes: [pipe] }: Machine): string {
  if (pipe!.got0 === 0) return 'the pipe was not read';
  return `the reader got ${tokenText(pipe!.got0)}${tokenText(pipe!.got1)}${pipe!.stale ? ' of a page that had left the file' : ''}`;
}

const vmspliceAndTruncate = machineScenario({
  name: 'vmsplice-and-truncate',
  about:
    'vmsplice puts a mapped page into a pipe that is read when somebody likes, while another task truncates the file: direct I/O’s code path, user space’s lifetime.',
  pages: 1,
  pipes: 1,
  outcome: (k) => `${fileOutcome(k)}; ${pipeOutcome(k)}`,
  tasks: () => [
    { name: 'splice', run: (k) => spliceAndDrain(k) },
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
  ],
});

/** All of them, in the order of the book. */
export const pipeScenarios: readonly NamedScenario[] = [vmspliceAndTruncate];
