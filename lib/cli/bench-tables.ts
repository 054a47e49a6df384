// The tables that pinlab bench prints.
import type { ClockFigures } from '../bench/clock-bench.js';
import type { ExploreFigures } from '../bench/explore-bench.js';
import type { GrowthCell } from '../bench/growth.js';
import type { SamplingFigures } from '../bench/sampling-bench.js';
import type { PeerVerdict, VerdictFigures } from '../bench/verdict-bench.js';
import { colours } from './colours.js';
import { count as counted } from './output.js';

/** The explorer beside SPIN, and what else was measured of it. */
export function exploreTable({ machine, reduced, spin, ...ours }: ExploreFigures): string[][] {
  const head = ['', 'states', 'transitions', 'CPU s', 'states/s'];
  const rows = [
    head,
    ['pinlab', count(ours.states), count(ours.transitions), seconds(ours.seconds), count(ours.statesPerSecond)],
  ];
  if (spin !== undefined) {
    const rate = spin.ratio === null ? 'too few to tell' : count(Math.round(spin.states / spin.cpuSeconds));
    rows.push(['SPIN', count(spin.states), count(spin.transitions), seconds(spin.cpuSeconds), rate]);
    rows.push(['ratio', '', '', '', spin.ratio === null ? '–' : times(spin.ratio)]);
    rows.push([
      `ratio, with SPIN's compile of ${seconds(spin.compileSeconds)} s`,
      '',
      '',
      '',
      times(spin.ratioWithCompile),
    ]);
  }
  rows.push(['bytes a state', '', '', '', ours.bytesPerState.toFixed(1)]);
  if (reduced !== undefined)
    rows.push(['interchangeable states once', count(reduced.states), '', seconds(reduced.seconds), '']);
  const { bytesPerState, scenario, states, statesPerSecond } = machine;
  rows.push([`${scenario}, all states`, count(states), '', seconds(machine.seconds), count(statesPerSecond)]);
  rows.push(['bytes a state', '', '', '', bytesPerState.toFixed(1)]);
  if (!ours.complete) rows.push(['gave up before the end', '', '', '', '']);
  return rows;
}

/** The clock beside SimPy. */
export function clockTable({ models, lock }: ClockFigures): string[][] {
  const rows = [['', 'events', 'events/s', 'SimPy', 'ratio', 'mean', 'SimPy', 'theory']];
  for (const { name, unit, events, eventsPerSecond, simpy, mean, theory } of models)
    rows.push([
      `${name} (${unit})`,
      count(events),
      count(eventsPerSecond),
      simpy === undefined ? '' : count(simpy.eventsPerSecond),
      simpy === undefined ? '' : times(simpy.ratio),
      mean?.toFixed(2) ?? '',
      simpy?.mean?.toFixed(2) ?? '',
      theory?.toFixed(2) ?? '',
    ]);
  for (const { waiters, eventsPerSecond, ratio } of lock)
    rows.push([`lock, ${waiters} waiters`, '', count(eventsPerSecond), '', `${times(ratio)} of 10`, '', '', '']);
  return rows;
}

/** Runs that sampling needs. */
export function samplingTable({ harms, mostRuns, runsPerSecond, stepsPerSecond, ways }: SamplingFigures): string[][] {
  const never = `over ${count(mostRuns)}`;
  return [
    ['', 'states', 'steps', ...ways],
    ...harms.map(({ scenario, harm, states, shortest, firstRun }) => [
      `${scenario}, ${harm}`,
      count(states),
      String(shortest),
      ...firstRun.map((run) => (run === null ? never : count(run))),
    ]),
    ['runs/s', '', '', ...runsPerSecond.map(count)],
    ['steps/s', '', '', ...stepsPerSecond.map(count)],
  ];
}

/** Ours and the peers' times to a verdict, size by size. */
export function verdictTable(figures: readonly VerdictFigures[]): string[][] {
  const rows = [['', 'states', 'compile s', 'run s', 'together', 'ours cold', 'ours warm']];
  for (const { coldSeconds, pages, pinners, rumur, spin, states, warmSeconds } of figures) {
    const size = `${counted(pages, 'page')}, ${counted(pinners, 'pinner')}`;
    rows.push([`pinlab, ${size}`, count(states), '', '', '', seconds(coldSeconds), seconds(warmSeconds)]);
    if (spin !== undefined) rows.push(...peerRows('SPIN', spin));
    if (rumur !== undefined) rows.push(...peerRows('rumur', rumur));
  }
  return rows;
}

function peerRows(name: string, { states, withCompile, withoutCompile }: PeerVerdict): string[][] {
  const { compileSeconds } = withCompile;
  return [
    [
      `  ${name}, compiled for it`,
      count(states),
      seconds(compileSeconds),
      seconds(withCompile.seconds),
      seconds(compileSeconds + withCompile.seconds),
      times(withCompile.ratioCold),
      times(withCompile.ratioWarm),
    ],
    [
      `  ${name}, compiled before`,
      count(states),
      '',
      seconds(withoutCompile.seconds),
      seconds(withoutCompile.seconds),
      times(withoutCompile.ratioCold),
      times(withoutCompile.ratioWarm),
    ],
  ];
}

/** The options with which the peers were fastest, a line each. */
export function peerOptions(figures: readonly VerdictFigures[]): string {
  const lines = figures.flatMap(({ pages, pinners, rumur, spin }) =>
    [
      { name: 'SPIN', peer: spin },
      { name: 'rumur', peer: rumur },
    ].flatMap(({ name, peer }) =>
      peer === undefined
        ? []
        : [
            `${name} at ${pages}, ${pinners}: with its compile ${peer.withCompile.options}`,
            `${name} at ${pages}, ${pinners}: compiled before ${peer.withoutCompile.options}`,
          ],
    ),
  );
  return lines.join('\n');
}

const cuts = { states: '--max-states', seconds: '--max-seconds', memory: '--max-memory' };

/** States and seconds for every size. */
export function growthTable(cells: readonly GrowthCell[]): string[][] {
  return [
    ['pages, pinners', 'states', 'seconds', 'verdict', ''],
    ...cells.map((cell) => [
      `${cell.pages}, ${cell.pinners}`,
      cell.states === 0 ? '–' : count(cell.states),
      cell.states === 0 ? '–' : seconds(cell.seconds),
      cell.verdict,
      cell.cut === null ? '' : cell.cut === 'a smaller size' ? 'not tried' : `cut by ${cuts[cell.cut]}`,
    ]),
  ];
}

const count = (n: number): string => n.toLocaleString('en-US');
const seconds = (n: number): string => n.toFixed(2);
const times = (n: number): string => `${n.toFixed(2)} ×`;

/** Rows as lines: the first column to the left, the others to the right. */
export function aligned(rows: readonly string[][]): string {
  const columns = rows[0]!.map((_, c) => c).filter((c) => rows.some((row) => row[c] !== ''));
  const widths = columns.map((c) => Math.max(...rows.map((row) => row[c]!.length)));
  const lines = rows.map((row) =>
    columns
      .map((c, i) => (c === 0 ? row[c]!.padEnd(widths[i]!) : row[c]!.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
  return [colours.bold(lines[0]!), ...lines.slice(1)].join('\n');
}
