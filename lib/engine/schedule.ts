// A schedule: which task takes its next step, again and again, and by which alternative.
//
// Its text is short enough to paste: a letter a task (in the scenario's order), a number in front
// for repetition, `'n` behind for any but the first alternative. `3ab'1` is three steps of the
// first task, then the second task by its second alternative.

/** One step of a schedule. */
export interface Move {
  /** The task's number in the scenario. */
  readonly task: number;
  /** The alternative's number in the step. */
  readonly alternative: number;
}

/** Steps in order. */
export type Schedule = readonly Move[];

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Tasks that a schedule's text has letters for. */
export const mostLettered = letters.length;

/** A schedule from the explorer's packed actions (task × 256 + alternative). */
export function scheduleOf(actions: readonly number[]): Schedule {
  return actions.map((action) => ({ task: action >> 8, alternative: action & 255 }));
}

/** A schedule's text. */
export function formatSchedule(schedule: Schedule): string {
  let text = '';
  for (let i = 0; i < schedule.length; ) {
    const move = schedule[i]!;
    let repeat = 1;
    // A number right after an alternative's would be read as one with it, so a repetition begins one later.
    if (!/'\d+$/.test(text)) while (i + repeat < schedule.length && sameMove(move, schedule[i + repeat]!)) repeat++;
    text +=
      (repeat > 1 ? String(repeat) : '') + taskLetter(move.task) + (move.alternative > 0 ? `'${move.alternative}` : '');
    i += repeat;
  }
  return text;
}

/**
 * Reads a schedule's text.
 * @param tasks how many tasks the scenario has
 * @throws SyntaxError that names the place which cannot be read
 */
export function parseSchedule(text: string, tasks: number): Schedule {
  const schedule: Move[] = [];
  const part = /(\d*)([a-zA-Z])(?:'(\d+))?/gy;
  let at = 0;
  while (at < text.length) {
    part.lastIndex = at;
    const match = part.exec(text);
    if (match === null)
      throw new SyntaxError(
        `the schedule '${text}' cannot be read at character ${at + 1} ('${text[at]}'): it is made of a letter a task, a number in front for repetition and 'n behind for an alternative, as in 3ab'1`,
      );
    const task = letters.indexOf(match[2]!);
    const repeat = match[1] === '' ? 1 : Number(match[1]);
    if (task >= tasks)
      throw new SyntaxError(
        `the schedule '${text}' names task '${match[2]}', but the scenario has ${tasks} tasks (${letters[0]} to ${letters[tasks - 1]})`,
      );
    if (repeat > 1e6)
      throw new SyntaxError(`the schedule '${text}' repeats a step ${repeat} times; no schedule is that long`);
    for (let i = 0; i < repeat; i++) schedule.push({ task, alternative: Number(match[3] ?? 0) });
    at = part.lastIndex;
  }
  return schedule;
}

function sameMove(a: Move, b: Move): boolean {
  return a.task === b.task && a.alternative === b.alternative;
}

function taskLetter(task: number): string {
  const letter = letters[task];
  if (letter === undefined)
    throw new RangeError(`a schedule’s text has letters for ${letters.length} tasks; this scenario has more`);
  return letter;
}
