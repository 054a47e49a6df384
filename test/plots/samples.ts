// Traces made by hand: a short one with every kind of event, and a long one with long names.
import type { Change, FieldValue, RecordState, Trace, TraceStep } from 'pinlab/engine/trace';

type StepGiven = [
  task: string,
  owner: TraceStep['owner'],
  label: string,
  timeNs: number,
  changes: string,
  more?: Partial<TraceStep>,
];

const initial: RecordState[] = [
  {
    record: 'page0',
    type: 'Page',
    ghost: false,
    fields: [
      { name: 'cached', value: true },
      { name: 'dirty', value: false },
      { name: 'writeback', value: false },
      { name: 'locked', value: false },
      { name: 'refs', value: 1 },
      { name: 'pins', value: 0 },
      { name: 'sector0', value: 0 },
      { name: 'sector1', value: 0 },
    ],
  },
  {
    record: 'pte0',
    type: 'Pte',
    ghost: false,
    fields: [
      { name: 'present', value: true },
      { name: 'writable', value: false },
      { name: 'dirty', value: false },
    ],
  },
  {
    record: 'inode0',
    type: 'Inode',
    ghost: false,
    fields: [
      { name: 'size', value: 1 },
      { name: 'invalidateLock', value: false },
    ],
  },
  {
    record: 'block0',
    type: 'Block',
    ghost: false,
    fields: [
      { name: 'sector0', value: 0 },
      { name: 'sector1', value: 0 },
      { name: 'owner', value: 'inode0' },
    ],
  },
  {
    record: 'promise0',
    type: 'Promise',
    ghost: true,
    fields: [
      { name: 'durable', value: 0 },
      { name: 'returned', value: false },
    ],
  },
];

function parsed(word: string): FieldValue {
  if (word === 'yes' || word === 'no') return word === 'yes';
  return /^-?\d+$/.test(word) ? Number(word) : word;
}

/** `'page0.dirty=no>yes page0.refs=1>2'` as changes. */
function changesOf(text: string): Change[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((each) => {
      const [, record, field, before, after] = /^(\w+)\.(\w+)=([^>]+)>(.+)$/.exec(each) as RegExpExecArray;
      return { record, field, before: parsed(before), after: parsed(after) };
    });
}

const steps: StepGiven[] = [
  ['writer', 'user', 'store to page0', 400, ''],
  ['writer', 'kernel', 'lock page', 1200, 'page0.locked=no>yes'],
  ['writer', 'kernel', 'page_mkwrite: mark dirty', 2500, 'page0.dirty=no>yes'],
  ['writer', 'kernel', 'make the PTE writable', 3100, 'pte0.writable=no>yes pte0.dirty=no>yes'],
  ['reader', 'kernel', 'pin page0 for DMA', 4000, 'page0.refs=1>1025 page0.pins=0>1'],
  ['fsync', 'kernel', 'wait for the page lock', 5200, ''],
  ['writer', 'kernel', 'unlock page', 6900, 'page0.locked=yes>no', { unblocked: ['fsync'] }],
  ['fsync', 'kernel', 'take the page lock', 7300, 'page0.locked=no>yes', { waitedNs: 2100, waitedFor: 'folio lock' }],
  ['fsync', 'kernel', 'write-protect the PTE', 8800, 'pte0.writable=yes>no'],
  [
    'fsync',
    'kernel',
    'clear dirty, set writeback',
    9600,
    'page0.dirty=yes>no page0.writeback=no>yes page0.locked=yes>no',
  ],
  ['device', 'device', 'DMA writes sector 0', 14000, 'page0.sector0=0>7'],
  ['disk', 'device', 'write sector 0 to the block', 18000, 'block0.sector0=0>7'],
  ['device', 'device', 'DMA writes sector 1', 24000, 'page0.sector1=0>7'],
  [
    'disk',
    'device',
    'write sector 1, end writeback',
    31000,
    'page0.writeback=yes>no block0.sector1=0>7',
    { unblocked: ['fsync'] },
  ],
  [
    'fsync',
    'kernel',
    'fsync returns 0',
    33000,
    'promise0.durable=0>1 promise0.returned=no>yes',
    { waitedNs: 21000, waitedFor: 'writeback' },
  ],
  ['reader', 'kernel', 'unpin page0', 39000, 'page0.refs=1025>1 page0.pins=1>0'],
];

function stepOf([task, owner, label, timeNs, changes, more]: StepGiven, index: number): TraceStep {
  return {
    index,
    task,
    owner,
    label,
    timeNs,
    costNs: 300,
    stack: [],
    changes: changesOf(changes),
    unblocked: [],
    waitedNs: 0,
    ...more,
  };
}

/** Five tasks, 16 steps, two waits. */
export const shortTrace: Trace = {
  scenario: 'direct-read-and-fsync',
  tasks: ['writer', 'reader', 'fsync', 'device', 'disk'].map((name) => ({
    name,
    daemon: name === 'disk' || name === 'device',
  })),
  initial,
  steps: steps.map(stepOf),
  blocked: [
    { task: 'fsync', startNs: 5200, endNs: 7300, on: 'take the page lock', reason: 'folio lock' },
    { task: 'fsync', startNs: 12000, endNs: 33000, on: 'wait for writeback', reason: 'writeback' },
  ],
  calls: [
    { task: 'writer', name: 'page fault', startNs: 400, endNs: 7200, depth: 0 },
    { task: 'writer', name: 'page_mkwrite', startNs: 1200, endNs: 6900, depth: 1 },
    { task: 'reader', name: 'read(O_DIRECT)', startNs: 3400, endNs: 40000, depth: 0 },
    { task: 'fsync', name: 'fsync', startNs: 4800, endNs: 34000, depth: 0, result: 0 },
    { task: 'fsync', name: 'write_cache_pages', startNs: 5000, endNs: 12000, depth: 1 },
    { task: 'fsync', name: 'clear_page_dirty_for_io', startNs: 8400, endNs: 9800, depth: 2 },
    { task: 'fsync', name: 'filemap_fdatawait', startNs: 12000, endNs: 33000, depth: 1 },
    { task: 'disk', name: 'write bio', startNs: 12500, endNs: 31000, depth: 0 },
  ],
  endNs: 42000,
};

const longTasks = [
  'two-page reader with a long name',
  'fsync of the second file',
  'background writeback (kworker)',
  'mirroring device',
];

/** Four tasks, 60 steps, labels longer than any lane. */
export const longTrace: Trace = {
  scenario: 'two-page-readv-and-fsync',
  tasks: longTasks.map((name) => ({ name, daemon: name.startsWith('background') })),
  initial,
  steps: Array.from({ length: 60 }, (_, index) => {
    const task = longTasks[(index * 7 + (index >> 2)) % 4];
    const label = `step ${index}: invalidate the device's page table for the range that is written back, then look again`;
    const toggles = `page0.dirty=${index % 2 ? 'yes>no' : 'no>yes'} page0.refs=${index + 1}>${index + 2}`;
    const unblocked = index % 9 === 4 ? [longTasks[index % 4]] : [];
    return stepOf(
      [task, index % 4 === 3 ? 'device' : 'kernel', label, 1_000_000 * index, toggles, { unblocked }],
      index,
    );
  }),
  blocked: longTasks.map((task, at) => ({
    task,
    startNs: at * 1e7,
    endNs: at * 1e7 + 9e6,
    on: 'somewhere',
    reason: ['folio lock', 'pin', 'invalidation', 'lease'][at],
  })),
  calls: longTasks.map((task, at) => ({
    task,
    name: 'a_kernel_function_with_a_long_name',
    startNs: at * 1e6,
    endNs: 5.8e7,
    depth: 0,
  })),
  endNs: 60_000_000,
};
