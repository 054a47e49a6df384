// Tasks that are stuck, held hostage or starved, in words: where each stands, for what and whom it
// waits, and how it could go on.
import type {
  DeadlockAnswer,
  Exploration,
  HostageAnswer,
  StarvedAnswer,
  StepName,
  WaitAnswer,
} from '../engine/index.js';
import { hostageHarm } from '../harms/hostage.js';
import { count } from './output.js';

/** Most turns of a loop that are told; the schedule has them all. */
const mostTurns = 12;

/** Lines that belong to an answer stand under its verdict. */
const indent = ' '.repeat(10);

/** What an exploration answers on deadlock, hostage and starvation, as lines of text. */
export function stuckLines(answers: Exploration): string[] {
  const { complete, deadlock, hostage, starved, neverCompletes = [] } = answers;
  const nobody = complete ? 'Never' : 'unknown';
  return [
    `deadlock  ${deadlock.verdict}${way(deadlock)}`,
    ...deadlockLines(deadlock),
    ...(hostage.length === 0 ? [`hostage   ${nobody}`] : []),
    ...hostage.flatMap(hostageLines),
    ...(starved.length === 0 ? [`starved   ${nobody}`] : []),
    ...starved.flatMap(starvedLines),
    ...neverCompletes.map((task) => `${task} ends in no execution`),
  ];
}

/** `, in 12 steps: 3ab`, or nothing where there is no schedule. */
export function way({ shortest, schedule }: { shortest: number | null; schedule: string | null }): string {
  return shortest === null ? '' : `, in ${count(shortest, 'step')}: ${schedule || '(at the start)'}`;
}

/** `fsync ‹lock the page›` */
function named({ task, step }: StepName): string {
  return `${task} ‹${step}›`;
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function place(step: string, where: string | null): string {
  return `‹${step}›${where === null ? '' : ` (in ${where})`}`;
}

function deadlockLines({ cycle, tasks, waitsFor }: DeadlockAnswer): string[] {
  const restless = tasks.filter((task) => !waitsFor.some((wait) => wait.task === task));
  return [
    ...waitsFor.flatMap(waitLines),
    ...restless.map((task) => `${task} does not wait: it goes on and on, and can never end`),
    ...circleLines(cycle),
  ].map((line) => `${indent}${line}`);
}

function waitLines(wait: WaitAnswer): string[] {
  const { behind, freedBy, on, since, step, task, waitsFor, waitsForTasks } = wait;
  const fields = on.map(({ record, field }) => `${record}.${field}`).join(', ');
  const what =
    waitsFor === null
      ? fields === ''
        ? ''
        : ` for ${fields}`
      : ` for ${waitsFor}${fields === '' ? '' : `, ${fields}`}`;
  const late = behind.length === 0 ? '' : `; ${behind.join(', ')} had it behind`;
  const by = since === null ? [] : [`kept back by ${named(since)}`];
  const nobody = waitsForTasks === null ? '' : `nobody is left to let it past${late}`;
  const until = freedBy.length === 0 ? nobody : `until ${either(freedBy.map(named))}`;
  const why = [...by, until].filter((part) => part !== '').join(', ');
  return [`${task} waits at ${place(step, wait.in)}${what}`, ...(why === '' ? [] : [`  ${why}`])];
}

/** `so readv waits for fsync, which waits for readv` */
function circleLines(cycle: readonly string[]): string[] {
  if (cycle.length === 0) return [];
  const links = [...cycle.slice(1), cycle[0]].map((next) => `waits for ${next}`);
  return [`so ${cycle[0]} ${links.join(', which ')}`];
}

function hostageLines({ operation, verdict, freedBy, inside, step, waitsFor, ...rest }: HostageAnswer): string[] {
  const harm = hostageHarm(inside);
  const head = `hostage   ${verdict}  ${operation}${harm === null ? '' : ` (${harm.id})`}${way(rest)}`;
  if (verdict === 'unknown') return [head];
  const stands = step === null ? 'goes on and on' : `waits at ${place(step, rest.in)} for ${waitsFor}`;
  const until = freedBy.length === 0 ? '' : `; only user space can end that: ${either(freedBy.map(named))}`;
  return [head, `${indent}it ${stands}${until}`];
}

function starvedLines({ operation, verdict, loop, steps, ...rest }: StarvedAnswer): string[] {
  const head = `starved   ${verdict}  ${operation}${way(rest)}`;
  if (loop === null) return [head];
  const turns = turnLines(steps);
  const more = turns.length > mostTurns ? [`and ${count(turns.length - mostTurns, 'turn')} more`] : [];
  return [
    head,
    `${indent}then ${loop} again and again:`,
    ...[...turns.slice(0, mostTurns), ...more].map((line) => `${indent}  ${line}`),
  ];
}

/** A line for each run of steps that one task takes: the first and the last, and how many. */
function turnLines(steps: readonly StepName[]): string[] {
  const turns: StepName[][] = [];
  for (const step of steps)
    if (turns.at(-1)?.[0]?.task === step.task) turns.at(-1)!.push(step);
    else turns.push([step]);
  const width = Math.max(...steps.map(({ task }) => task.length));
  return turns.map((turn) => {
    const [first, last] = [turn[0]!, turn.at(-1)!];
    const rest =
      turn.length === 1
        ? ''
        : turn.length === 2
          ? `, ‹${last.step}›`
          : ` … ‹${last.step}›, ${count(turn.length, 'step')}`;
    return `${first.task.padEnd(width)}  ‹${first.step}›${rest}`;
  });
}
