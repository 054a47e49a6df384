// An exploration as a block of text, in the manner of herd: counts, a line a harm, what is stuck.
import { type Exploration, formatSchedule, mostLettered, parseSchedule } from '../engine/index.js';
import { acceptedBy } from '../harms/catalogue.js';
import { textTable } from '../plots/text-table.js';
import { count, numeral, paintVerdict } from './output.js';
import { stuckLines, way } from './stuck-lines.js';

/** What a table shows where there is nothing to show. */
const none = '';

/** Everything an exploration answers, as lines of text. */
export function verdictBlock(answers: Exploration, bound: string): string {
  return [
    `${count(answers.states, 'state')}, ${count(answers.transitions, 'transition')}, depth ${answers.depth}: ${bound}`,
    harmTable(answers),
    observationTable(answers),
    stuckLines(answers).map(paintVerdict).join('\n'),
    reachLines(answers).map(paintVerdict).join('\n'),
    outcomeTable(answers),
    notesLine(answers),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The first schedule there is to look at. */
export function firstSchedule({ harms, deadlock, hostage, starved, observations }: Exploration): string | null {
  const loops = starved.map(({ schedule, loop }) => ({ schedule: onceAround(schedule, loop) }));
  for (const { schedule } of [...harms, deadlock, ...hostage, ...loops, ...observations])
    if (schedule !== null) return schedule;
  return null;
}

/** The way to a loop and once around it: the way alone shows nothing of who is put off. */
function onceAround(schedule: string | null, loop: string | null): string | null {
  if (schedule === null || loop === null) return schedule;
  return formatSchedule([schedule, loop].flatMap((text) => parseSchedule(text, mostLettered)));
}

function harmTable({ harms }: Exploration): string {
  if (harms.length === 0) return '';
  const rows = harms.map(({ id, name, verdict, count, shortest, schedule }) => [
    id,
    name,
    verdict,
    numeral(count),
    shortest === null ? none : String(shortest),
    schedule ?? none,
  ]);
  const [head, rule, ...lines] = textTable(['harm', '', 'verdict', 'count', 'steps', 'schedule'], rows).split('\n');
  return [head, rule, ...lines.map(paintVerdict), ...acceptedLines(harms)].join('\n');
}

/** Harms that can happen and that Linux knowingly lets happen. */
function acceptedLines(harms: Exploration['harms']): string[] {
  return harms.flatMap((harm) => {
    const accepted = acceptedBy(harm);
    return accepted === undefined ? [] : [`${harm.id} is ${accepted}`];
  });
}

function observationTable({ observations }: Exploration): string {
  const seen = observations.filter(({ count }) => count > 0);
  if (observations.length === 0) return '';
  const unseen = observations.filter(({ count }) => count === 0).map(({ id }) => id);
  const rows = seen.map(({ id, name, count, shortest, schedule }) => [
    id,
    name,
    numeral(count),
    String(shortest),
    schedule ?? none,
  ]);
  const table = rows.length === 0 ? [] : [textTable(['observed', '', 'count', 'steps', 'schedule'], rows)];
  const not = unseen.length === 0 ? [] : [`not observed: ${unseen.join(', ')}`];
  return [...table, ...not].join('\n');
}

function reachLines({ reach = [] }: Exploration): string[] {
  return reach.map(({ id, offered, step, task, ...rest }) => {
    const what = step === undefined ? id : `${task === undefined ? '' : `${task} `}‹${step}›`;
    const never = offered ? ', though a task comes to stand before it' : ', no task comes to such a step';
    const why = rest.verdict === 'Never' && offered !== undefined ? never : '';
    return `reach     ${rest.verdict}  ${what}${way(rest)}${why}`;
  });
}

function outcomeTable({ complete, outcomes }: Exploration): string {
  if (outcomes === undefined) return '';
  if (outcomes.length === 0) return 'outcomes: none was reached';
  const rows = outcomes.map(({ count, observation, schedule, shortest }) => [
    numeral(count),
    String(shortest),
    observation,
    schedule,
  ]);
  return textTable(['states', 'steps', `outcome${complete ? '' : ' (of the states searched)'}`, 'schedule'], rows);
}

/** One line on the scenario's own code; the lists are in the JSON. */
function notesLine({ notes }: Exploration): string {
  if (notes === undefined) return '';
  const held = notes.vacuous.filter(({ always }) => always).length;
  const parts = [
    ...(held === 0 ? [] : [`${count(held, 'guard')} that always held`]),
    ...(held === notes.vacuous.length ? [] : [`${count(notes.vacuous.length - held, 'guard')} that never did`]),
    ...(notes.neverTaken.length === 0 ? [] : [`${count(notes.neverTaken.length, 'alternative')} never taken`]),
  ];
  return parts.length === 0 ? '' : `note: ${parts.join(', ')} (--json lists them under notes)`;
}
