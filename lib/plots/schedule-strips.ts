// Schedules as strips, one a row: how many steps, and how often the turn passes to another task.
import type { Schedule } from '../engine/index.js';
import type { Figure, PlotTrace } from './figure.js';
import { textTable } from './text-table.js';
import { textWidthPx, truncatePx } from './text-width.js';
import {
  axis,
  figureWidthPx,
  font,
  fontSizePx,
  ink,
  plain,
  type Role,
  roleColour,
  roleOf,
  themed,
  tint,
} from './theme.js';
import { wholeStep } from './units.js';

/** One schedule, or a row that waits for one. */
export interface ScheduleStrip {
  readonly name: string;
  /** The tasks of its scenario by number, and its steps; left out where there is none yet. */
  readonly tasks?: readonly string[];
  readonly schedule?: Schedule;
  /** What stands in a row without a schedule, and in the table of each. */
  readonly note: string;
}

interface Stretch {
  readonly row: number;
  readonly from: number;
  readonly steps: number;
  readonly task: string;
  readonly role: Role;
}

const rowPx = 34;
const rightPx = 20;

/** The stretches in which one task goes on. */
function stretchesOf({ schedule = [], tasks = [] }: ScheduleStrip, row: number): Stretch[] {
  const found: Stretch[] = [];
  schedule.forEach(({ task }, from) => {
    const last = found.at(-1);
    const name = tasks[task]!;
    if (last?.task === name) found[found.length - 1] = { ...last, steps: last.steps + 1 };
    else found.push({ row, from, steps: 1, task: name, role: roleOf(name) });
  });
  return found;
}

const fillings: Partial<Record<Role, string>> = { disk: '/', device: 'x', reclaim: '\\', flusher: '-' };

function roleSeries(role: Role, stretches: readonly Stretch[], stepPx: number): PlotTrace {
  const label = ({ steps, task }: Stretch): string => {
    const text = truncatePx(task, fontSizePx.small, steps * stepPx - 6);
    return text.length > 2 || text === task ? plain(text) : '';
  };
  return {
    type: 'bar',
    orientation: 'h',
    name: plain([...new Set(stretches.map(({ task }) => task))].join(', ')),
    base: stretches.map(({ from }) => from),
    x: stretches.map(({ steps }) => steps),
    y: stretches.map(({ row }) => row),
    width: 0.72,
    text: stretches.map(label),
    textposition: 'inside',
    insidetextanchor: 'middle',
    textangle: 0,
    textfont: font('small'),
    marker: {
      color: tint(roleColour[role], 0.35),
      line: { color: roleColour[role], width: 1 },
      pattern: {
        shape: fillings[role] ?? '',
        fgcolor: tint(roleColour[role], 0.4),
        bgcolor: tint(roleColour[role], 0.18),
        size: 7,
      },
    },
    hovertext: stretches.map(({ task, steps }) => plain(`${task}: ${steps} ${steps === 1 ? 'step' : 'steps'}`)),
    hoverinfo: 'text',
  };
}

function layoutOf(title: string, rowTitle: string, rows: readonly ScheduleStrip[], most: number, leftPx: number) {
  return themed(title, {
    plotPx: rows.length * rowPx,
    margin: { l: leftPx, r: rightPx, b: 104 },
    barmode: 'overlay',
    showlegend: true,
    legend: {
      orientation: 'h',
      x: 0,
      y: -58 / (rows.length * rowPx),
      yanchor: 'top',
      font: font(),
      itemsizing: 'constant',
    },
    xaxis: axis('steps taken', { range: [0, most * 1.02], dtick: wholeStep(most, 8), showgrid: true }),
    yaxis: axis(rowTitle, {
      range: [rows.length - 0.5, -0.5],
      tickmode: 'array',
      tickvals: rows.map((_, row) => row),
      ticktext: rows.map(({ name }) => plain(name)),
      showgrid: false,
      ticks: '',
    }),
    annotations: rows.flatMap(({ note, schedule }, y) =>
      schedule === undefined
        ? [
            {
              text: plain(note),
              x: most * 0.01,
              y,
              xanchor: 'left' as const,
              showarrow: false,
              font: font('normal', ink.quiet),
            },
          ]
        : [],
    ),
  });
}

/** Schedules under each other, a row each, in the colours of who takes the steps. */
export function scheduleStrips(
  rows: readonly ScheduleStrip[],
  { title, rowTitle }: { title: string; rowTitle: string },
): Figure {
  const stretches = rows.flatMap(stretchesOf);
  const most = Math.max(1, ...rows.map(({ schedule = [] }) => schedule.length));
  const leftPx = 46 + Math.max(...rows.map(({ name }) => textWidthPx(name, fontSizePx.normal)));
  const stepPx = (figureWidthPx - leftPx - rightPx) / (most * 1.02);
  const roles = [...new Set(stretches.map(({ role }) => role))];
  return {
    title,
    data: roles.map((role) =>
      roleSeries(
        role,
        stretches.filter((each) => each.role === role),
        stepPx,
      ),
    ),
    layout: layoutOf(title, rowTitle, rows, most, leftPx),
    text: textTable(
      [rowTitle, 'steps', 'turns', 'whose', ''],
      rows.map((each, row) => {
        const mine = stretchesOf(each, row);
        const whose = mine.map(({ task, steps }) => `${task} ${steps}`).join(', ');
        return [
          each.name,
          ...(mine.length > 0 ? [String(each.schedule!.length), String(mine.length)] : ['', '']),
          whose,
          each.note,
        ];
      }),
    ),
  };
}
