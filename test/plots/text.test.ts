import { bars } from 'pinlab/plots/bars';
import { countsOfFields, countsOverSteps } from 'pinlab/plots/counts-over-steps';
import { latencyCurve } from 'pinlab/plots/latency-curve';
import { latencyDistribution } from 'pinlab/plots/latency-distribution';
import { matrix } from 'pinlab/plots/matrix';
import { changesBetween, stateDifference } from 'pinlab/plots/state-difference';
import { stateGraph } from 'pinlab/plots/state-graph';
import { stepScrubber } from 'pinlab/plots/step-scrubber';
import { swimLanes } from 'pinlab/plots/swim-lanes';
import { textTable } from 'pinlab/plots/text-table';
import { textWidthPx, truncatePx, wrapPx } from 'pinlab/plots/text-width';
import { timeline } from 'pinlab/plots/timeline';
import { logTicks, numberText, timeText, unitFor, wholeStep } from 'pinlab/plots/units';
import { waitingTime } from 'pinlab/plots/waiting-time';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lostUpdate } from './every.js';
import { shortTrace } from './samples.js';

/** Lines without the margin that a template has in the source. */
function block(text: string): string {
  return text.replace(/^\n/, '').replace(/\n +$/, '').replaceAll(/^ {4}/gm, '');
}

test('timeline', () => {
  assert.is(
    timeline(shortTrace).text,
    block(`
    from (µs)  to (µs)  task    what
    ---------  -------  ------  ------------------------------------------------
         0.40     7.20  writer  page fault
         1.20     6.90  writer    page_mkwrite
         3.40    40.00  reader  read(O_DIRECT)
         4.80    34.00  fsync   fsync
         5.00    12.00  fsync     write_cache_pages
         5.20     7.30  fsync       waits for folio lock at 'take the page lock'
         8.40     9.80  fsync       clear_page_dirty_for_io
        12.00    33.00  fsync     filemap_fdatawait
        12.00    33.00  fsync       waits for writeback at 'wait for writeback'
        12.50    31.00  disk    write bio
  `),
  );
});

test('swim lanes and scrubber', () => {
  const harms = [{ step: 12, name: 'torn write' }];
  assert.is(
    swimLanes(shortTrace, { harms }).text,
    block(`
    step  task    what it does                                     waited for
    ----  ------  -----------------------------------------------  ----------
       1  writer  store to page0
       2  writer  lock page
       3  writer  page_mkwrite: mark dirty
       4  writer  make the PTE writable
       5  reader  pin page0 for DMA
       6  fsync   wait for the page lock
       7  writer  unlock page  (unblocks fsync)
       8  fsync   take the page lock                               folio lock
       9  fsync   write-protect the PTE
      10  fsync   clear dirty, set writeback
      11  device  DMA writes sector 0
      12  disk    write sector 0 to the block
      13  device  DMA writes sector 1  <- torn write
      14  disk    write sector 1, end writeback  (unblocks fsync)
      15  fsync   fsync returns 0                                  writeback
      16  reader  unpin page0
  `),
  );
  assert.is(stepScrubber(shortTrace, { harms }).text, swimLanes(shortTrace, { harms }).text);
});

test('distribution', () => {
  const figure = latencyDistribution([
    { name: 'off', latencyNs: [3, 5, 900] },
    { name: 'on', latencyNs: [4] },
  ]);
  assert.is(
    figure.text,
    block(`
    series  count   min  median     p90     p99     max
    ------  -----  ----  ------  ------  ------  ------
    off         3  3 ns    5 ns  721 ns  882 ns  900 ns
    on          1  4 ns    4 ns    4 ns    4 ns    4 ns

    @ns[off]:
    [2, 4)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
    [4, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
    [8, 16)                0 |                                                    |
    [16, 32)               0 |                                                    |
    [32, 64)               0 |                                                    |
    [64, 128)              0 |                                                    |
    [128, 256)             0 |                                                    |
    [256, 512)             0 |                                                    |
    [512, 1K)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|

    @ns[on]:
    [4, 8)                 1 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
  `),
  );
});

test('curve', () => {
  const points = [
    { x: 64, latencyNs: [3000, 1000, 2000] },
    { x: 1, latencyNs: [500] },
  ];
  assert.is(
    latencyCurve([{ name: 'NVMe', points }], { title: 't', parameter: 'dirty pages' }).text,
    block(`
    series  dirty pages     p10  median     p90  operations
    ------  -----------  ------  ------  ------  ----------
    NVMe              1  500 ns  500 ns  500 ns           1
    NVMe             64  1.2 µs    2 µs  2.8 µs           3
  `),
  );
});

test('state difference', () => {
  assert.is(
    stateDifference(shortTrace.steps[9].changes).text,
    block(`
    record  field      before      after
    ------  ---------  ------  --  -----
    page0   dirty      yes     ->  no
    page0   writeback  no      ->  yes
    page0   locked     yes     ->  no
  `),
  );
  assert.is(stateDifference([]).text, 'nothing changed');
});

test('state graph', () => {
  assert.is(
    stateGraph(lostUpdate.nodes, lostUpdate.edges, { title: 't', path: lostUpdate.path }).text,
    block(`
    state  steps  what it is   leads to
    -----  -----  -----------  ---------------------------
        0      0  x=0          A: load -> 1; B: load -> 2
        1      1  x=0 a=0      A: store -> 3; B: load -> 4
        2      1  x=0 b=0      A: load -> 4
        3      2  x=1 a=0      A: start again -> 0
        4      2  x=0 a=0 b=0  A: store -> 5
        5      3  x=1 a=0 b=0  B: store -> 6
        6      4  x=1 lost

    marked path: 0 -> 1 -> 4 -> 5 -> 6
  `),
  );
});

test('counts', () => {
  const fields = [
    { name: 'references', record: 'page0', field: 'refs' },
    { name: 'pins', record: 'page0', field: 'pins' },
  ];
  const trace = { ...shortTrace, steps: shortTrace.steps.slice(3, 6) };
  const series = countsOfFields(trace, fields);
  assert.is(
    countsOverSteps(series, { title: 't' }).text,
    block(`
    steps  references  pins
    -----  ----------  ----
        0           1     0
        1           1     0
        2        1025     1
        3        1025     1
  `),
  );
  const labels = trace.steps.map(({ label }) => label);
  assert.match(countsOverSteps(series, { title: 't', labels }).text, /\n {4}2 {2}pin page0 for DMA +1025 +1\n/);
});

test('bars and waiting time', () => {
  const figure = bars(
    ['a', 'b'],
    [
      { name: 'first', values: [1500, 0] },
      { name: 'second', values: [2, 12345] },
    ],
    { title: 't', axisTitle: 'n', stacked: true },
  );
  assert.is(
    figure.text,
    block(`
    case  first  second  together
    ----  -----  ------  --------
    a      1500       2      1502
    b         0  12,345    12,345
  `),
  );
  assert.is(
    waitingTime([{ name: 'now', trace: shortTrace }], { title: 't', task: 'fsync' }).text,
    block(`
    case  writeback  folio lock  together
    ----  ---------  ----------  --------
    now       21 µs      2.1 µs   23.1 µs
  `),
  );
});

test('matrix', () => {
  assert.is(
    matrix(
      ['none', 'a and b'],
      ['H1', 'H2'],
      (row, column) => (row === column ? 'Never' : { word: 'late', tone: 'mixed' }),
      { title: 't', rowTitle: 'rules', columnTitle: 'harm' },
    ).text,
    block(`
    rules    H1     H2
    -------  -----  -----
    none     Never  late
    a and b  late   Never
  `),
  );
});

test('are the changes between two states the fields that differ?', () => {
  const after = structuredClone(shortTrace.initial);
  after[0].fields[1].value = true;
  assert.equal(changesBetween(shortTrace.initial, after), [
    { record: 'page0', field: 'dirty', before: false, after: true },
  ]);
});

test('do errors say what to write instead?', () => {
  const titles = { title: 't', rowTitle: 'r', columnTitle: 'c' };
  assert.throws(
    () => matrix(['r'], ['c'], () => 'perhaps', titles),
    /does not know how good 'perhaps' is; give the cell a tone: good, mixed, bad, open or plain/,
  );
  assert.throws(
    () => countsOfFields(shortTrace, [{ name: 'n', record: 'page9', field: 'refs' }]),
    /no field page9\.refs; its records are page0, pte0/,
  );
  assert.throws(
    () => countsOfFields(shortTrace, [{ name: 'n', record: 'block0', field: 'owner' }]),
    /"inode0" is neither/,
  );
  assert.throws(
    () => waitingTime([{ name: 'quiet', trace: { blocked: [] } }], { title: 't' }),
    /Nobody waited in 'quiet'/,
  );
  assert.throws(() => stateGraph(lostUpdate.nodes, [], { title: 't' }), /No step leads from 's0' to 's1'/);
  assert.throws(
    () => stateGraph(lostUpdate.nodes, lostUpdate.edges, { title: 't', path: ['s0', 's6'] }),
    /there is no such edge/,
  );
});

test('are columns of numbers aligned right and others left?', () => {
  assert.is(
    textTable(
      ['name', 'n'],
      [
        ['a', '5'],
        ['bb', '1,200'],
      ],
    ),
    'name      n\n----  -----\na         5\nbb    1,200',
  );
});

test('is what is not as in the first row, or the row above, marked in the columns that are compared?', () => {
  const rows = [
    ['none', 'Sometimes', '5'],
    ['b', 'Never', '4'],
    ['b, c', 'Never', '3'],
  ];
  assert.is(
    textTable(['rules', 'harm', 'n'], rows, { row: 'first', columns: ['harm'] }),
    block(`
    rules   harm       n
    -----  ----------  -
    none    Sometimes  5
    b      *Never      4
    b, c   *Never      3
    * not as in the first row
    `),
  );
  assert.is(
    textTable(['rules', 'harm', 'n'], rows, { row: 'above', columns: ['harm'] }),
    block(`
    rules   harm       n
    -----  ----------  -
    none    Sometimes  5
    b      *Never      4
    b, c    Never      3
    * not as in the row above
    `),
  );
  const asked = { title: 't', rowTitle: 'era', columnTitle: 'harm', against: 'above' } as const;
  assert.match(
    matrix(['4.20', '7.0'], ['H1'], (row) => (row === 0 ? 'Sometimes' : 'Never'), asked).text,
    /^ *7\.0 +\*Never$/m,
  );
});

test('does a matrix have all its words in its cells, or marks alone?', () => {
  const shown = (columns: number) => {
    const titles = Array.from({ length: columns }, (_, at) => `H${at}`);
    const { data } = matrix(['r'], titles, (_, column) => (column === 0 ? 'Sometimes' : 'Never'), {
      title: 't',
      rowTitle: 'rules',
      columnTitle: 'harm',
    });
    return data.map(({ text }) => text![0]);
  };
  assert.equal(shown(3), ['✓ Never', '≈ Sometimes']);
  assert.equal(shown(9), ['✓', '≈']);
});

test('are times told in the unit that suits them?', () => {
  assert.equal([0, 999, 1500, 12_345, 2_000_000, 3.5e9].map(timeText), [
    '0 ns',
    '999 ns',
    '1.5 µs',
    '12.3 µs',
    '2 ms',
    '3.5 s',
  ]);
  assert.equal([0, 0.12345, 9.999, 99.94, 1234, 12345.6, 1e7].map(numberText), [
    '0',
    '0.123',
    '10',
    '99.9',
    '1234',
    '12,346',
    '10,000,000',
  ]);
  assert.equal(
    [1, 1999, 2000, 1e7, 3e9].map((ns) => unitFor(ns).name),
    ['ns', 'ns', 'µs', 'ms', 's'],
  );
});

test('do ticks fall on round values?', () => {
  assert.equal(logTicks(300, 40_000, String).tickvals, [100, 1000, 10_000, 100_000]);
  assert.equal(logTicks(3, 40, String).tickvals, [1, 2, 5, 10, 20, 50, 100, 200, 500]);
  assert.equal(
    [1, 3, 8, 9, 1026].map((most) => wholeStep(most, 3)),
    [1, 1, 5, 5, 500],
  );
});

test('is a text cut and wrapped by its width?', () => {
  const width = textWidthPx('clear page dirty', 12);
  assert.ok(width > 90 && width < 105, String(width));
  assert.ok(textWidthPx('clear page dirty', 12, true) > width);
  assert.is(truncatePx('clear page dirty', 12, width), 'clear page dirty');
  assert.is(truncatePx('clear page dirty', 12, 80), 'clear page…');
  assert.equal(wrapPx('clear page dirty for io', 12, 75, 2), ['clear page', 'dirty for io']);
  assert.equal(wrapPx('clear page dirty for io', 12, 75, 1), ['clear page…']);
  assert.equal(wrapPx('', 12, 75, 2), ['']);
});

test.run();
