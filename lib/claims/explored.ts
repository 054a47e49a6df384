// A case with what its search answered, and the questions that claims ask of it. Each answers a
// finding; all are `open` until the search is made, and where it was cut without an answer.
import { compareOutcomes, type Exploration, formatSchedule, parseSchedule, type Verdict } from '../engine/index.js';
import { hostageHarm, hostageVerdict } from '../harms/hostage.js';
import { settingText } from '../matrix/rule-sets.js';
import { built, type Case } from './case.js';
import { certificate, type Finding, type Part, type Truth } from './finding.js';
import type { WatchId } from './watches.js';

/** What is asked of one id: a harm, H7, H8, deadlock. */
interface Judged {
  readonly verdict: Verdict;
  readonly schedule: string | null;
}

/** A case and its answer. */
export class Explored {
  /**
   * @param answer null until the search is made
   * @param watch has something watched for; tells whether the search that was made did
   */
  constructor(
    readonly asked: Case,
    readonly answer: Exploration | null,
    readonly watch: (id: string) => boolean,
  ) {}

  /** Where this is, in words. */
  get where(): string {
    const { scenario, setting } = this.#place;
    return setting === '' ? scenario : `${scenario} (${setting})`;
  }

  /** None of the harms (or H7, H8, deadlock) can happen. */
  never(...ids: readonly string[]): Finding {
    if (this.answer === null) return this.#open(ids.join(', '));
    const { answer } = this;
    const judged = ids.map((id) => ({ id, ...this.#judged(answer, id) }));
    const found = judged.filter(({ verdict }) => verdict === 'Sometimes' || verdict === 'Always');
    const unknown = judged.filter(({ verdict }) => verdict === 'unknown');
    const truth = found.length > 0 ? 'no' : unknown.length > 0 ? 'open' : 'yes';
    const named = found.length > 0 ? found : unknown.length > 0 ? unknown : judged;
    const words = named.map(({ id, verdict }) => `${id} ${verdict}`);
    const what = truth === 'yes' ? `no ${ids.join(', ')}` : words.join(', ');
    return {
      truth,
      parts: [this.#part(what)],
      shows: named.map(({ id, schedule, verdict }) => certificate(this.#named, answer, `${id} ${verdict}`, schedule)),
    };
  }

  /** What is watched for never comes to pass. */
  unseen(id: WatchId | 'outlives-vma' | 'late' | 'unstable' | 'stale-pipe'): Finding {
    if (!this.watch(id) || this.answer === null) return this.#open(id);
    const seen = this.answer.observations.find((each) => each.id === id);
    if (seen === undefined) throw new RangeError(`${this.where} does not watch for ${id}`);
    const truth = seen.count > 0 ? 'no' : this.answer.complete ? 'yes' : 'open';
    const how = { yes: 'never', no: 'in some order of steps', open: 'not found, the search was cut' }[truth];
    return this.#finding(truth, `${seen.name}: ${how}`, seen.schedule);
  }

  /** How many steps showed what is watched for; null until the search is made. */
  countOf(id: WatchId): number | null {
    if (!this.watch(id)) return null;
    return this.answer?.observations.find((each) => each.id === id)?.count ?? null;
  }

  /** The end of a task can be put off for ever in no fair execution. */
  neverStarved(task: string): Finding {
    if (this.answer === null) return this.#open(`${task} starved`);
    const found = this.answer.starved.find(({ operation }) => operation === task);
    const truth = found?.verdict === 'Sometimes' ? 'no' : found !== undefined ? 'open' : 'yes';
    return this.#finding(truth, `${task} starved ${found?.verdict ?? 'Never'}`, found?.schedule ?? null);
  }

  /** A task is never held hostage, whatever its operation. */
  neverHostage(task: string): Finding {
    if (this.answer === null) return this.#open(`${task} hostage`);
    const found = this.answer.hostage.find(({ operation }) => operation === task);
    const truth = found?.verdict === 'Sometimes' ? 'no' : found !== undefined ? 'open' : 'yes';
    const by = found?.freedBy.map(({ step, task: whose }) => `${whose}: ${step}`).join(', ') ?? '';
    const freed = by === '' ? '' : `, freed only by ‹${by}›`;
    return this.#finding(truth, `${task} hostage ${found?.verdict ?? 'Never'}${freed}`, found?.schedule ?? null);
  }

  /** The machine never stops on a BUG. */
  neverCrashes(): Finding {
    if (this.answer === null) return this.#open('BUG');
    const bug = this.answer.outcomes!.find(({ observation }) => observation.startsWith('BUG'));
    const truth = bug !== undefined ? 'no' : this.answer.complete ? 'yes' : 'open';
    return this.#finding(truth, `the machine stops on a BUG ${bug ? 'Sometimes' : 'Never'}`, bug?.schedule ?? null);
  }

  /** Whatever an outsider can see at the end here can be seen at the end there. */
  showsNothingBeyond(other: Explored): Finding {
    if (this.answer === null || other.answer === null) return this.#open('outcomes');
    const { both, onlyA, possible } = compareOutcomes(this.answer, other.answer);
    const within = possible.filter((each) => each === 'subset' || each === 'equal');
    const truth: Truth = within.length === 0 ? 'no' : within.length === possible.length ? 'yes' : 'open';
    const news = onlyA.length === 0 ? 'none new' : `new: ‹${onlyA[0]!.observation}›`;
    const says = `outcomes beside those of ${other.where}: ${both.length} the same, ${news}`;
    return this.#finding(truth, says, onlyA[0]?.schedule ?? null);
  }

  /** The hostages that are no fsync and no change of the block map. */
  #judged(answer: Exploration, id: string): Judged {
    if (id === 'H7' || id === 'H8') return hostageVerdict(answer, id);
    if (id === 'deadlock') return answer.deadlock;
    if (id === 'hostage') {
      const other = answer.hostage.find(({ inside }) => hostageHarm(inside) === null);
      return other ?? { verdict: answer.complete ? 'Never' : 'unknown', schedule: null };
    }
    const harm = answer.harms.find((each) => each.id === id);
    if (harm === undefined) throw new RangeError(`${this.where} does not look for ${id}`);
    return harm;
  }

  #finding(truth: Truth, says: string, schedule: string | null): Finding {
    return {
      truth,
      parts: [this.#part(says)],
      shows: [certificate(this.#named, this.answer!, says, truth === 'no' ? this.#whole(schedule) : null)],
    };
  }

  /** A schedule as one of the whole scenario, in which the tasks that were left out take no step. */
  #whole(schedule: string | null): string | null {
    const { without = [] } = this.asked;
    if (schedule === null || without.length === 0) return schedule;
    const { tasks } = built({ ...this.asked, without: [] });
    const numbers = tasks.flatMap(({ name }, task) => (without.includes(name) ? [] : [task]));
    const moves = parseSchedule(schedule, numbers.length);
    return formatSchedule(moves.map((move) => ({ ...move, task: numbers[move.task]! })));
  }

  get #named(): Required<Pick<Case, 'scenario' | 'choices' | 'without'>> {
    const { choices, scenario, without = [] } = this.asked;
    return { choices, scenario, without };
  }

  #open(what: string): Finding {
    return { truth: 'open', parts: [this.#part(`${what} not yet known`)], shows: [] };
  }

  #part(what: string): Part {
    const { scenario, setting } = this.#place;
    return { what, where: scenario, setting };
  }

  get #place(): { scenario: string; setting: string } {
    const { choices, scenario, without = [] } = this.asked;
    const pages = choices.pages === undefined ? '' : `${choices.pages} page${choices.pages === 1 ? '' : 's'}`;
    const left = without.length === 0 ? '' : `without ${without.join(', ')}`;
    return { scenario, setting: [settingText(choices), pages, left].filter((part) => part !== '').join(', ') };
  }
}
