// The named scenarios of files that lie in persistent memory: the page is the block, and whoever
// holds the page holds what the filesystem wants to give away.
import type { Machine } from '../devices/machine.js';
import type { Task } from '../engine/index.js';
import { daxWrite } from '../filesystems/dax.js';
import { punchHole } from '../filesystems/punch.js';
import { truncate } from '../filesystems/truncate.js';
import { fileOutcome, machineScenario, type NamedScenario } from './machine-scenario.js';
import { pipeOutcome, spliceAndDrain } from './pipes.js';
import { readsFile } from './reader.js';

/** What the other file's owner writes. */
const otherToken = 3;

/** Another process writes to a file of its own, which has no block yet: it gets one that is free. */
export const writesOtherFile: Task<Machine> = { name: 'other', run: (k) => daxWrite(k, k.inodes[1]!, 0, otherToken) };

const onDax = {
  choices: { set: { dax: 'on' } },
  dax: 'always',
  filesystems: ['ext4', 'xfs'],
  files: 2,
} as const;

const directReadAndTruncateDax = machineScenario({
  ...onDax,
  name: 'direct-read-and-truncate-dax',
  about:
    'direct-read-and-truncate where the page is the block: truncation waits until the device has let go, or the device writes into what may be another file’s by then.',
  mapped: false,
  pages: 1,
  mostPages: 2,
  directReads: 1,
  transfers: 2,
  tasks: (setting) => [
    ...readsFile(setting),
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
    writesOtherFile,
  ],
});

const directReadAndPunchDax = machineScenario({
  ...onDax,
  name: 'direct-read-and-punch-dax',
  about: 'The same with a hole that is punched: the file keeps its size, and loses its blocks all the same.',
  mapped: false,
  pages: 1,
  mostPages: 2,
  directReads: 1,
  transfers: 2,
  tasks: (setting, pages) => [
    ...readsFile(setting),
    { name: 'punch', run: (k) => punchHole(k, k.inodes[0]!, 0, 2 * pages) },
    writesOtherFile,
  ],
});

const vmspliceAndTruncateDax = machineScenario({
  ...onDax,
  name: 'vmsplice-and-truncate-dax',
  about:
    'vmsplice-and-truncate where the page is the block: truncation waits until somebody likes to read the pipe, or the pipe’s reader gets what may be another file’s.',
  pages: 1,
  pipes: 1,
  outcome: (k) => `${fileOutcome(k)}; ${pipeOutcome(k)}`,
  tasks: () => [
    { name: 'splice', run: (k) => spliceAndDrain(k) },
    { name: 'truncate', run: (k) => truncate(k, k.inodes[0]!, 0) },
    writesOtherFile,
  ],
});

/** All of them, in the order of the book. */
export const daxScenarios: readonly NamedScenario[] = [
  directReadAndTruncateDax,
  directReadAndPunchDax,
  vmspliceAndTruncateDax,
];
