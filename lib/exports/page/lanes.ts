// The lanes of a counterexample's page: a row a step, a column a task, with the times of the
// replayed clock, hatched where a task waits.
import type { HarmShown } from '../../engine/evidence.js';
import type { BlockedSpan, Trace, TraceStep } from '../../engine/trace.js';
import { labelWithResult } from '../../plots/step-label.js';
import { roleColour, roleOf } from '../../plots/theme.js';
import { timeText } from '../../plots/units.js';
import { withoutIdle } from '../../plots/without-idle.js';
import { escaped } from './html.js';

/** The lanes as a table, under their legend. */
export function lanesHtml(run: Trace, harms: readonly HarmShown[]): string {
  const trace = withoutIdle(run);
  const waits = trace.blocked.map((span) => ({ span, rows: rowsOf(trace, span) }));
  const rows = trace.steps.map((step, row) => {
    const cells = trace.tasks.map(({ name }) => {
      if (name === step.task) return `<td>${box(step, harms)}</td>`;
      const wait = waits.find(({ span, rows: at }) => span.task === name && at.includes(row));
      return wait === undefined
        ? '<td></td>'
        : `<td class="waits">${wait.rows[0] === row ? reason(wait.span) : ''}</td>`;
    });
    return `<tr data-step="${row + 1}"><th scope="row"><button type="button" data-go="${row + 1}">${row + 1}</button></th><td class="time">${time(step)}</td>${cells.join('')}</tr>`;
  });
  const names = trace.tasks.map(
    ({ name, daemon }) => `<th scope="col">${escaped(name)}${daemon ? ' <small>daemon</small>' : ''}</th>`,
  );
  return `${legend(trace, harms)}
<div class="scroll" tabindex="0" role="group" aria-label="The steps in lanes"><table class="lanes">
<thead><tr><th scope="col">step</th><th scope="col">time</th>${names.join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div>`;
}

/** What the colours and marks mean, as far as they are there. */
function legend({ blocked, steps }: Trace, harms: readonly HarmShown[]): string {
  const owners = { kernel: 'the kernel acts', device: 'a device acts', user: 'user space acts' } as const;
  const used = (['kernel', 'device', 'user'] as const).filter((owner) => steps.some((step) => step.owner === owner));
  const items = [
    ...used.map((owner) => `<span class="box ${owner}">${owners[owner]}</span>`),
    ...(blocked.length === 0 ? [] : ['<span class="box waits">a task waits</span>']),
    ...(harms.length === 0 ? [] : ['<span class="box harm">a harm comes true</span>']),
    ...(steps.some(({ stretched }) => stretched)
      ? ['<span><span class="held">held back</span>: by the schedule, not by its costs</span>']
      : []),
  ];
  return `<p class="legend" aria-label="Legend">${items.join(' ')}</p>`;
}

function box(step: TraceStep, harms: readonly HarmShown[]): string {
  const met = harms.filter((harm) => harm.step === step.index);
  const where = step.stack.length === 0 ? '' : `<small>${escaped(step.stack.slice(-2).join(' → '))}</small>`;
  const freed = step.unblocked.map((task) => `<small>lets ${escaped(task)} go on</small>`).join('');
  const harm = met.map(({ id, name }) => `<strong>✗ ${escaped(`${id}, ${name}`)}</strong>`).join('');
  const classes = ['box', step.owner, ...(met.length > 0 ? ['harm'] : [])].join(' ');
  return `<div class="${classes}" style="--role:${roleColour[roleOf(step.task, step.owner)]}">${escaped(labelWithResult(step))}${where}${freed}${harm}</div>`;
}

/** When a step happens, how long its task had waited, and whether the schedule held it back. */
function time({ stretched, timeNs, waitedFor, waitedNs }: TraceStep): string {
  const waited = waitedFor === undefined || waitedNs === 0 ? '' : `<small>waited ${timeText(waitedNs)}</small>`;
  const held = stretched ? '<span class="held">held back</span>' : '';
  return `${timeText(timeNs)}${held}${waited}`;
}

function reason({ reason: what }: BlockedSpan): string {
  return `<span>waits for ${escaped(what)}</span>`;
}

/** The rows in which a task is blocked: after its last step, up to the one that ends the wait. */
function rowsOf({ steps }: Trace, { task, startNs, endNs }: BlockedSpan): number[] {
  const last = steps.findLastIndex((step) => step.task === task && step.timeNs <= startNs);
  return steps.flatMap((step, row) =>
    row > last && step.task !== task && step.timeNs >= startNs && step.timeNs < endNs ? [row] : [],
  );
}
