// The named scenarios of a program that reads into the same buffer again and again: no single pin lasts
// long, and yet there may always be one.
import { directRead } from '../devices/direct-read.js';
import type { Machine } from '../devices/machine.js';
import { again, kernelFunction, type Operation } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { punchHole } from '../filesystems/punch.js';
import { truncate } from '../filesystems/truncate.js';
import { type MachineParts, machineScenario, type NamedScenario } from './machine-scenario.js';
import { reader, readToken } from './reader.js';

/** Reads into the file's first page for ever. */
const readOnAndOn = kernelFunction('read_on_and_on', function* (k: Machine) {
  yield* directRead(k, k.directReads[0]!, 0, 1, 1, 0, readToken);
  return again();
});

/** A direct read without end beside one operation on the file. */
const beside = (
  name: string,
  about: string,
  operation: string,
  run: (k: Machine) => Operation<unknown>,
  dax: MachineParts['dax'] = 'never',
) =>
  machineScenario({
    name,
    about,
    dax,
    pages: 1,
    directReads: 1,
    tasks: (setting) => {
      const [first, ...rest] = reader(setting, { name: 'reads', run: (k) => readOnAndOn(k), daemon: true });
      return [first!, { name: operation, run }, ...rest];
    },
  });

/** All of them, in the order of the book. */
export const repeatedReadScenarios: readonly NamedScenario[] = [
  beside(
    'direct-reads-and-fsync',
    'O_DIRECT reads into a mapped page, one after another without end, beside an fsync: can new pins put off who waits for pins for ever?',
    'fsync',
    (k) => fsync(k, k.inodes[0]!, 0),
  ),
  beside(
    'direct-reads-and-truncate',
    'direct-reads-and-fsync with a truncation to nothing instead, which sets i_size first: pins beyond the new end are refused.',
    'truncate',
    (k) => truncate(k, k.inodes[0]!, 0),
    'too',
  ),
  beside(
    'direct-reads-and-punch',
    'direct-reads-and-fsync with hole punching instead, which leaves i_size alone: who reads again faults a fresh page in.',
    'punch',
    (k) => punchHole(k, k.inodes[0]!, 0, 2),
    'too',
  ),
];
