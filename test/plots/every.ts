// One figure of every kind, from the samples: what the gate, the size limits and determinism are checked on.
import { bars } from 'pinlab/plots/bars';
import { countsOfFields, countsOverSteps } from 'pinlab/plots/counts-over-steps';
import { diagram } from 'pinlab/plots/diagram';
import type { Figure } from 'pinlab/plots/figure';
import { growthCurve } from 'pinlab/plots/growth-curve';
import { latencyCurve } from 'pinlab/plots/latency-curve';
import { latencyDistribution } from 'pinlab/plots/latency-distribution';
import { matrix } from 'pinlab/plots/matrix';
import { scheduleStrips } from 'pinlab/plots/schedule-strips';
import { sliding } from 'pinlab/plots/sliding';
import { stateDifference } from 'pinlab/plots/state-difference';
import { stateGraph } from 'pinlab/plots/state-graph';
import { stepScrubber } from 'pinlab/plots/step-scrubber';
import { swimLanes } from 'pinlab/plots/swim-lanes';
import { timeline } from 'pinlab/plots/timeline';
import { waitingTime } from 'pinlab/plots/waiting-time';
import { longTrace, shortTrace } from './samples.js';

/** Latencies spread around a middle, the same ones every time. */
export function spread(count: number, middleNs: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.round(middleNs * 2 ** (((at * 37) % count) / count - 0.5)));
}

const points = (perPageNs: number) => [1, 8, 64, 512].map((x) => ({ x, latencyNs: spread(40, 900 + x * perPageNs) }));

/** `x` is the shared number, `a` and `b` what each task has loaded. */
export const lostUpdate = {
  nodes: ['x=0', 'x=0 a=0', 'x=0 b=0', 'x=1 a=0', 'x=0 a=0 b=0', 'x=1 a=0 b=0', 'x=1 lost'].map((label, at) => ({
    id: `s${at}`,
    label,
  })),
  edges: [
    { from: 's0', to: 's1', label: 'A: load' },
    { from: 's0', to: 's2', label: 'B: load' },
    { from: 's1', to: 's3', label: 'A: store' },
    { from: 's1', to: 's4', label: 'B: load' },
    { from: 's2', to: 's4', label: 'A: load' },
    { from: 's4', to: 's5', label: 'A: store' },
    { from: 's5', to: 's6', label: 'B: store' },
    { from: 's3', to: 's0', label: 'A: start again' },
  ],
  path: ['s0', 's1', 's4', 's5', 's6'],
};

const wide = {
  nodes: Array.from({ length: 60 }, (_, at) => ({ id: `s${at}`, label: `page0 dirty, pinned, under writeback ${at}` })),
  edges: Array.from({ length: 59 }, (_, at) => ({
    from: `s${Math.floor(at / 3)}`,
    to: `s${at + 1}`,
    label: `step ${at}`,
  })),
};

const longTitle =
  'Two pages are read by one call while a second file is synchronised and the flusher of the background comes by: ' +
  'which step lets the device write to a page that is under writeback, and who could have waited for it?';

const verdicts = ['Never', 'Sometimes', 'Always', 'unknown'];

/** Stretches of a schedule: which task, and how many steps. */
const moves = (...stretches: [task: number, steps: number][]) =>
  stretches.flatMap(([task, steps]) => Array.from({ length: steps }, () => ({ task, alternative: 0 })));

/** Name and figure, every kind at least once, with inputs of ordinary and of awkward size. */
export const everyFigure: Record<string, () => Figure> = {
  growth: () =>
    growthCurve(
      [1, 2, 3].map((pinners) => ({
        name: `${pinners} pinners`,
        points: [1, 2, 3, 4, 5].map((pages) => ({
          x: pages,
          states: pages + pinners > 7 ? 0 : 60 * 12 ** pages * 5 ** pinners,
          seconds: 1e-4 * 12 ** pages * 5 ** pinners,
          complete: pages + pinners < 6,
        })),
      })),
      { title: 'How the search grows', parameter: 'pages', counted: 'classes of states' },
    ),
  'growth of one size': () =>
    growthCurve([{ name: '1 pinner', points: [{ x: 1, states: 770, seconds: 0.05, complete: true }] }], {
      title: 'How the search grows',
      parameter: 'pages',
    }),
  diagram: () =>
    diagram(
      [
        { id: 'cpu', text: 'CPU\nstores', column: 0, row: 0, role: 'user' },
        { id: 'device', text: 'device', column: 0, row: 1, role: 'device' },
        { id: 'page', text: 'a page with a name that is far too long for one line of its box', column: 1, row: 1 },
      ],
      [
        { from: 'cpu', to: 'page', text: 'through the PTE', role: 'user' },
        { from: 'device', to: 'page', text: 'DMA & <more>', dashed: true },
      ],
      { title: 'Two ways into a page' },
    ),
  timeline: () => timeline(shortTrace),
  'timeline, long': () => timeline(longTrace, { title: longTitle }),
  distribution: () =>
    latencyDistribution([
      { name: 'rule (a) off', latencyNs: spread(300, 800) },
      { name: 'rule (a) on', latencyNs: [...spread(250, 900), ...spread(50, 300_000)] },
    ]),
  'distribution, one value': () => latencyDistribution([{ name: 'constant', latencyNs: [500, 500, 500] }]),
  curve: () =>
    latencyCurve(
      [
        { name: 'HDD', points: points(90_000) },
        { name: 'NVMe', points: points(4_000) },
        { name: 'pmem', points: points(150) },
      ],
      {
        title: 'fsync latency against dirty pages',
        parameter: 'dirty pages',
        operation: 'fsync latency',
        logX: true,
        logY: true,
      },
    ),
  'curve, linear': () =>
    latencyCurve([{ name: 'NVMe', points: points(4_000) }], { title: 'One curve', parameter: 'dirty pages' }),
  'a slider over bars': () =>
    sliding(
      [1, 10, 100].map((ms) => ({
        value: `${ms} ms`,
        figure: bars(['no rule', 'rule (b)'], [{ name: 'fsync', values: [1e5, 1e5 + ms * 1e6] }], {
          title: 'Time of an fsync beside a pin',
          axisTitle: 'time of fsync',
          unit: 'time',
          roomFor: [120e6],
        }),
      })),
      { parameter: 'held for', at: 2 },
    ),
  'state difference': () => stateDifference(shortTrace.steps.flatMap(({ changes }) => changes)),
  'state difference, empty': () => stateDifference([]),
  'swim lanes': () => swimLanes(shortTrace, { harms: [{ step: 12, name: 'torn write' }] }),
  'swim lanes, long': () => swimLanes(longTrace, { title: longTitle, harms: [{ step: 33, name: 'use after free' }] }),
  scrubber: () => stepScrubber(shortTrace, { harms: [{ step: 12, name: 'torn write' }] }),
  'scrubber at its first step': () => stepScrubber(shortTrace, { at: 0, title: longTitle }),
  'scrubber before any step': () => stepScrubber(shortTrace, { at: -1 }),
  'scrubber, long': () => stepScrubber(longTrace, { at: 40, harms: [{ step: 40, name: 'use after free' }] }),
  'state graph': () =>
    stateGraph(lostUpdate.nodes, lostUpdate.edges, { title: 'Two tasks lose an update', path: lostUpdate.path }),
  'state graph, wide': () => stateGraph(wide.nodes, wide.edges, { title: 'Sixty states' }),
  counts: () =>
    countsOverSteps(countsOfFields(shortTrace, [{ name: 'pins', record: 'page0', field: 'pins' }]), { title: 'Pins' }),
  'counts in panels': () =>
    countsOverSteps(
      countsOfFields(shortTrace, [
        { name: 'references', record: 'page0', field: 'refs' },
        { name: 'pins', record: 'page0', field: 'pins' },
      ]),
      {
        title: 'Who holds the page',
        panels: true,
        labels: shortTrace.steps.map(({ label }) => label),
        marks: [
          { step: 2, text: 'fsync is called' },
          { step: 9, text: 'fsync returns 0' },
        ],
      },
    ),
  'bars, stacked': () =>
    waitingTime(
      [
        { name: 'rule (b) off', trace: { blocked: [] } },
        { name: 'rule (b) on, as Jan worded it', trace: shortTrace },
        { name: 'long', trace: longTrace },
      ],
      {
        title: 'What tasks waited for',
      },
    ),
  'bars, grouped': () =>
    bars(
      ['EBUSY', 'refused', 'orphaned'],
      [
        { name: '4.20', values: [0.2, 0.4, 0.3] },
        { name: '7.0', values: [0.3, 0, 0.3] },
      ],
      {
        title: 'How operations end',
        axisTitle: 'operations',
        groupTitle: 'end',
        unit: 'share',
      },
    ),
  'schedules as strips': () =>
    scheduleStrips(
      [
        {
          name: 'H1 inconsistent write',
          tasks: ['read', 'fsync', 'disk'],
          schedule: moves([0, 14], [1, 11], [0, 1], [2, 5]),
          note: 'a & b',
        },
        { name: 'H9 still to come', note: 'chapter <10>' },
      ],
      { title: 'Two rows, one of them empty', rowTitle: 'harm' },
    ),
  matrix: () =>
    matrix(
      ['none', 'a', 'a, b', 'a, b, c', 'a, b, c and b′, careful'],
      ['H1 torn write', 'H2 lost', 'H3 stale', 'H4 orphan page', 'deadlock', 'starved', 'hostage', 'H9'],
      (row, column) => verdicts[(row * 3 + column) % 4],
      { title: 'Which rules keep which harm away', rowTitle: 'rules', columnTitle: 'harm' },
    ),
};
