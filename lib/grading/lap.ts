// Where nobody is stuck and nothing ends: the steps that are taken round and round, told as one lap.
import { formatSchedule, type Move, parseSchedule, type Scenario } from '../engine/index.js';
import { Replay } from '../engine/replay.js';

/** The way to where it goes round, and one round of it. */
export interface Lap {
  readonly schedule: string;
  readonly loop: string;
}

/** A longer walk is not waited for. */
const mostMoves = 400;

interface Walked {
  readonly moves: readonly Move[];
  /** After so many moves, the memory and where everybody stands, as text. */
  readonly states: readonly string[];
}

/**
 * Goes on from the end of a schedule until it comes round.
 * @param doomed the tasks that never end
 * @returns null where none of them goes round: they wait
 */
export function lapAfter(scenario: Scenario, schedule: string, doomed: readonly string[]): Lap | null {
  const begun = parseSchedule(schedule, scenario.tasks.length);
  const isDoomed = (task: number) => doomed.includes(scenario.tasks[task]!.name);
  const { moves, states } = walk(scenario, begun, isDoomed);
  for (let start = 0; start < moves.length; start++) {
    const length = states.indexOf(states[start]!, start + 1) - start;
    if (length <= 0 || !isTwice(states, start, length)) continue;
    const round = moves.slice(start, start + length);
    if (!round.some(({ task }) => isDoomed(task))) return null;
    return { schedule: formatSchedule([...begun, ...moves.slice(0, start)]), loop: formatSchedule(round) };
  }
  return null;
}

/** Whether the states repeat for a second round: the same memory alone might be chance. */
const isTwice = (states: readonly string[], start: number, length: number): boolean =>
  start + 2 * length < states.length &&
  states.slice(start, start + length).every((state, n) => state === states[start + length + n]);

/** Lets a doomed task go on as long as it can, then the next; another where none of them can. */
function walk(scenario: Scenario, begun: readonly Move[], isDoomed: (task: number) => boolean): Walked {
  const run = new Replay(scenario, 1);
  begun.forEach((move, n) => {
    run.move(move, n);
  });
  const all = scenario.tasks.map((_, task) => task);
  const order = [...all.filter(isDoomed), ...all.filter((task) => !isDoomed(task))];
  const able = (task: number) => run.look({ task, alternative: 0 }).canGoOn;
  const moves: Move[] = [];
  const states = [stateOf(run)];
  let task = order.find(able);
  while (task !== undefined && moves.length < mostMoves) {
    const move = { task, alternative: 0 };
    run.move(move, begun.length + moves.length);
    moves.push(move);
    states.push(stateOf(run));
    if (!able(task) || !isDoomed(task)) task = order.find(able);
  }
  return { moves, states };
}

const stateOf = ({ memory, tasks }: Replay): string =>
  `${memory.words.join()} ${tasks.map((task) => (task.ended ? '' : task.waitingAt)).join('|')}`;
