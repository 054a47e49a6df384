// Exercise 03-play-it: be the scheduler. Which scenario, is drawn; the shortest way is searched anew each time.
import { formatSchedule, type Move, type Scenario } from '../../engine/index.js';
import { Replay } from '../../engine/replay.js';
import type { AnswerTable } from '../answers/table.js';
import type { Check, Finding, Seen } from '../check.js';
import type { Exercise } from '../exercise.js';
import type { Offers, Op, Steps } from '../op.js';
import { drawn } from '../variants.js';
import { listAsked, saying } from './list-asked.js';
import { type Met, metScenario, metText } from './met-scenarios.js';

/** Who can be let go on. */
type Player = 'read' | 'fsync' | 'truncate' | 'punch' | 'writeback' | 'store' | 'completion' | 'worker';

/** What an answer to it may do. */
export interface PlaySteps extends Steps {
  /** Lets a task take so many steps, one after the other. */
  run(task: Player, steps: number): Op;
}

/** What one student plays: a scenario, and the harm that is to be reached. */
interface Game {
  readonly met: Met;
  readonly harm: 'H1' | 'H4';
}

const wanted = {
  H1: 'an inconsistent write (H1): the bytes on the medium are not those its checksum covers',
  H4: 'an orphan write (H4): the read reports success, and its data is in a page that has left the file',
} as const;

/** The moves of an answer, and what kept the list from being longer. */
interface Played {
  readonly moves: readonly Move[];
  /** Harms met, each with the number of steps. */
  readonly harms: ReadonlyMap<string, number>;
  readonly problem: string | null;
}

/** Takes the moves, as far as they can be taken. */
function play(scenario: Scenario, table: AnswerTable): Played {
  const { entries, problem } = listAsked(table, 'play');
  const names = scenario.tasks.map(({ name }) => name);
  const run = new Replay(scenario, 1);
  const moves: Move[] = [];
  const ended = (why: string | null): Played => ({ moves, harms: run.harms, problem: why });
  for (const { args } of entries) {
    const [name, steps] = args as [string, number];
    const task = names.indexOf(name);
    if (task < 0) return ended(`there is no task ‹${name}›; the tasks are ${names.join(', ')}`);
    for (let n = 0; n < steps; n++) {
      const move = { task, alternative: 0 };
      const { label, canGoOn, waitsFor } = run.look(move);
      if (!canGoOn) return ended(`move ${moves.length + 1}: ${cannot(name, label, waitsFor)}`);
      run.move(move, moves.length);
      moves.push(move);
    }
  }
  return ended(
    problem ??
      (moves.length === 0
        ? 'no task takes a step: let one take some, k.run(task, steps), check again, and read the story'
        : null),
  );
}

function cannot(name: string, label: string | null, waitsFor: string | null): string {
  if (label === null) return `${name} has ended`;
  return `${name} cannot take ‹${label}›${waitsFor === null ? ': the machine has stopped' : `; it waits for: ${waitsFor}`}`;
}

const shown = (moves: readonly Move[], found: string, reason: string): Finding => ({
  found,
  reason,
  ...(moves.length > 0 && { schedule: formatSchedule(moves) }),
});

function illegal({ scenario, table }: Seen): Finding | null {
  const { moves, problem } = play(scenario, table);
  if (problem === null) return null;
  return shown(
    moves,
    'illegal',
    moves.length === 0 ? problem : `${problem}. The moves before it can be taken, as the story tells`,
  );
}

const unharmed =
  (harm: Game['harm']) =>
  ({ scenario, table }: Seen): Finding | null => {
    const { moves, harms } = play(scenario, table);
    if (harms.has(harm)) return null;
    const reason = `the ${moves.length} steps do not reach ${wanted[harm]}. The story says where everybody stands, and who can go on with what`;
    return shown(moves, 'unharmed', reason);
  };

const tooLong =
  (harm: string) =>
  ({ scenario, answers, table }: Seen): Finding | null => {
    const { moves } = play(scenario, table);
    const { shortest } = answers.harms.find(({ id }) => id === harm)!;
    if (shortest === null || moves.length <= shortest) return null;
    return {
      found: 'too long',
      reason: `it is reached in ${moves.length} steps, and ${shortest} will do: whose steps are not needed for it?`,
    };
  };

function checksOf({ met, harm }: Game): readonly Check[] {
  const scenario = () => metScenario('03-play-it', met);
  const common = { scenario, never: {}, completes: '', reaches: {}, states: 400_000 };
  return [
    { ...common, id: '03-play-it/moves', title: 'every move can be taken', points: 1, asks: illegal },
    {
      ...common,
      id: '03-play-it/harm',
      title: `${harm} is reached`,
      points: 3,
      needs: ['03-play-it/moves'],
      asks: unharmed(harm),
      achieves: ({ scenario, table }) => ({ found: harm, schedule: formatSchedule(play(scenario, table).moves) }),
    },
    {
      ...common,
      id: '03-play-it/shortest',
      title: 'by a shortest way',
      points: 2,
      needs: ['03-play-it/harm'],
      asks: tooLong(harm),
    },
  ];
}

const exerciseWith = (game: Game): Exercise => ({
  id: '03-play-it',
  title: 'be the scheduler',
  module: import.meta.url,
  chapter: '03-what-goes-wrong',
  functions: [{ name: 'play', signature: 'play(k: PlaySteps): Op', returns: [null] }],
  steps: {
    run: saying('lets a task take so many steps, one after the other', ['how', 'size']),
  } satisfies Offers<PlaySteps>,
  checks: checksOf(game),
  given: `The scenario: ${metText(game.met)}. Its tasks: ${metScenario('03-play-it', game.met)
    .tasks.map(({ name }) => `\`${name}\``)
    .join(', ')}. What you are to reach: ${wanted[game.harm]}.`,
  variant: (seed) => exerciseWith(gameFor(seed)),
});

/** H1 needs checksums, and a hole is punched under H4 alone. */
function gameFor(seed: string): Game {
  const kernel = drawn<Pick<Met, 'era' | 'filesystem'>>(seed, '03-play-it kernel', [
    { era: '4.20', filesystem: 'ext4' },
    { era: '4.20', filesystem: 'xfs' },
    { era: '6.1', filesystem: 'ext4' },
    { era: '6.12', filesystem: 'xfs' },
  ]);
  const game = drawn<Pick<Met, 'meets' | 'checksums'> & { harm: Game['harm'] }>(seed, '03-play-it game', [
    { harm: 'H1', meets: 'fsync', checksums: true },
    { harm: 'H1', meets: 'writeback', checksums: true },
    { harm: 'H4', meets: 'truncate', checksums: true },
    { harm: 'H4', meets: 'truncate', checksums: false },
    { harm: 'H4', meets: 'punch', checksums: false },
  ]);
  return {
    harm: game.harm,
    met: { ...kernel, meets: game.meets, checksums: game.checksums, stores: false, rules: {} },
  };
}

/** The exercise. */
export const playItExercise: Exercise = exerciseWith({
  harm: 'H4',
  met: { meets: 'truncate', era: '4.20', filesystem: 'ext4', checksums: false, stores: true, rules: {} },
});
