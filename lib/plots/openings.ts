// Schedules behind the cells of a matrix: pressing a cell, or Enter on it, shows its steps in lanes.
//
// They travel in the figure's JSON, where plotly ignores them, so a page without a kernel can open them; the script
// below draws them as a table, a column a task. A static picture leaves them out.
import type { Trace } from '../engine/trace.js';
import { roleColour, roleOf, tint } from './theme.js';
import { withoutIdle } from './without-idle.js';

/** The steps behind one cell. */
export interface Opening {
  readonly row: number;
  readonly column: number;
  readonly tasks: readonly { readonly name: string; readonly colour: string }[];
  /** For each step its task and its words, as places in `tasks` and in the labels of all openings: `0.3 0.4 1.7`. */
  readonly steps: string;
  /** What the last step brings about. */
  readonly ends: string;
}

/** All that a matrix can open. */
export interface Openings {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Each cell's word, row by row. */
  readonly words: readonly (readonly string[])[];
  readonly labels: readonly string[];
  readonly cells: readonly Opening[];
}

/** A cell with the run that it stands for. */
export interface Opens {
  readonly row: number;
  readonly column: number;
  readonly trace: Trace;
  readonly ends: string;
}

/** The runs of a matrix's cells, each label kept once. */
export function openingsOf(
  names: Pick<Openings, 'rows' | 'columns' | 'words'>,
  cells: readonly Opens[],
): Openings | undefined {
  if (cells.length === 0) return undefined;
  const labels = new Map<string, number>();
  const numberOf = (label: string): number => {
    if (!labels.has(label)) labels.set(label, labels.size);
    return labels.get(label)!;
  };
  const opened = cells.map(({ column, ends, row, trace }): Opening => {
    const { steps, tasks } = withoutIdle(trace);
    const lanes = tasks.map(({ name }) => name);
    return {
      row,
      column,
      ends,
      tasks: lanes.map((name) => ({ name, colour: tint(roleColour[roleOf(name)], 0.2) })),
      steps: steps.map(({ label, task }) => `${lanes.indexOf(task)}.${numberOf(label)}`).join(' '),
    };
  });
  return { ...names, labels: [...labels.keys()], cells: opened };
}

/**
 * Makes the cells of a matrix open their schedules: by a click, or by arrow keys and Enter. Escape closes.
 * A function expression in JavaScript, to be called with plotly and the figure's element.
 */
export const openCellsScript = `function (Plotly, plot) {
  var all = plot.layout.meta && plot.layout.meta.openings;
  if (!all) return;
  var row = 0, column = 0;
  var make = function (tag, text, style) {
    var made = document.createElement(tag);
    if (text) made.textContent = text;
    if (style) made.setAttribute('style', style);
    return made;
  };
  var paper = 'background:#fff;color:#1a1a1a;font:12px Verdana,DejaVu Sans,Geneva,sans-serif;';
  var hint = make('p', 'Press a cell to see its steps; or arrow keys, then Enter.', paper + 'margin:0;padding:4px 8px');
  var place = make('div', '', paper + 'max-height:30em;overflow:auto');
  hint.className = 'pinlab-hint';
  hint.setAttribute('role', 'status');
  place.hidden = true;
  place.tabIndex = 0;
  place.className = 'pinlab-opened';
  place.setAttribute('role', 'region');
  plot.after(hint, place);
  plot.tabIndex = 0;
  plot.setAttribute('role', 'application');
  plot.setAttribute('aria-label', plot.layout.title.text.replace(/<br>/g, ' ') + ': arrow keys go from cell to cell, Enter opens');
  var found = function () {
    return all.cells.filter(function (each) { return each.row === row && each.column === column; })[0];
  };
  var name = function () { return all.rows[row] + ', ' + all.columns[column] + ': ' + all.words[row][column]; };
  var stepsOf = function (one) { return one.steps.split(' ').map(function (step) { return step.split('.').map(Number); }); };
  var mark = function () {
    var line = { color: '#1a1a1a', width: 3 };
    Plotly.relayout(plot, { shapes: [{ type: 'rect', x0: column + 0.02, x1: column + 0.98, y0: row + 0.04, y1: row + 0.96, line: line }] });
    hint.textContent = name() + (found() ? '. Enter shows its ' + stepsOf(found()).length + ' steps.' : '. No order of steps to show.');
  };
  var cell = 'padding:2px 8px;border-bottom:1px solid #e4e4e4';
  var table = function (one) {
    var made = make('table', '', 'border-collapse:collapse;width:100%;font:inherit'), head = make('tr'), body = make('tbody');
    made.appendChild(make('caption', name(), 'text-align:left;font-weight:bold;padding:4px 8px'));
    [{ name: 'step' }].concat(one.tasks).forEach(function (task) {
      var title = make('th', task.name, 'text-align:left;padding:2px 8px;border-bottom:1px solid #5a5a5a');
      title.scope = 'col';
      head.appendChild(title);
    });
    stepsOf(one).forEach(function (step, at, steps) {
      var line = make('tr');
      line.appendChild(make('td', String(at + 1), cell));
      one.tasks.forEach(function (task, lane) {
        var mine = lane === step[0], last = at === steps.length - 1;
        var text = mine ? all.labels[step[1]] + (last && one.ends ? ' ← ' + one.ends : '') : '';
        line.appendChild(make('td', text, cell + (mine ? ';background:' + task.colour + (last ? ';font-weight:bold' : '') : '')));
      });
      body.appendChild(line);
    });
    made.appendChild(make('thead')).appendChild(head);
    made.appendChild(body);
    return made;
  };
  var open = function () {
    var one = found();
    place.hidden = !one;
    place.replaceChildren();
    if (!one) return;
    place.setAttribute('aria-label', name());
    place.appendChild(table(one));
    place.scrollTop = 0;
  };
  plot.on('plotly_click', function (event) {
    var point = event.points[0];
    row = Math.floor(point.data.y[point.pointNumber]);
    column = Math.round(point.data.base[point.pointNumber]);
    mark();
    open();
  });
  var close = function () { place.hidden = true; plot.focus(); };
  place.addEventListener('keydown', function (event) { if (event.key === 'Escape') close(); });
  plot.addEventListener('keydown', function (event) {
    var to = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (to) {
      row = Math.min(all.rows.length - 1, Math.max(0, row + to[0]));
      column = Math.min(all.columns.length - 1, Math.max(0, column + to[1]));
      mark();
    } else if (event.key === 'Enter' || event.key === ' ') { mark(); open(); }
    else if (event.key === 'Escape') place.hidden = true;
    else return;
    event.preventDefault();
  });
}`;
