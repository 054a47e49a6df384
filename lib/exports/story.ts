// The story of a trace: what each task did, in sentences, in the words of the steps' own labels and
// of the kernel functions they are in.
//
// A part is a run of steps of one task; a sentence is one or more of its steps in the same kernel
// function. It says what the steps changed, whom they let go on, how long the task had waited and
// for what, and where a harm comes true and which fields show it. Bookkeeping that only detectors
// read is left out, except where it shows a harm.
import type { Probe } from '../engine/effect-probe.js';
import type { Evidence, HarmShown } from '../engine/evidence.js';
import type { Replayed } from '../engine/replay.js';
import type { BlockedSpan, Change, FieldValue, Trace, TraceStep } from '../engine/trace.js';
import { timeText } from '../plots/units.js';
import { circumstancesOf } from './circumstances.js';
import type { Told } from './deed.js';
import {
  causeWords,
  changeWords,
  type FieldNow,
  fieldWords,
  isAboutBytes,
  isClearedAway,
  promisedTo,
} from './field-words.js';
import { type Clause, didText, groupsOf, joined, placeOf } from './sentence.js';
import { notesOn, type StepNotes } from './step-notes.js';

/** One or more steps of one task in one kernel function. */
export interface StorySentence {
  /** Indexes of its first and last step. */
  first: number;
  last: number;
  text: string;
  /** True for the sentence that tells of a harm; its step is told by the sentence before it. */
  harm: boolean;
}

/** A run of steps of one task. */
export interface StoryPart {
  task: string;
  first: number;
  last: number;
  /** When the effects of its first and its last step landed, in nanoseconds of simulated time. */
  startNs: number;
  endNs: number;
  /** True where the schedule let others go first: by its costs alone the first step would have come earlier. */
  held: boolean;
  sentences: StorySentence[];
}

/** A trace told. */
export interface Story {
  /** How times and marks are to be read. */
  legend: string;
  parts: StoryPart[];
  /** Where everybody stands at the end. */
  ending: string[];
}

/** What a story may be told beside the trace. */
export interface StoryOptions {
  /** The harms met, with what shows them: see `harmsShown`. */
  harms?: readonly HarmShown[];
  /** Where the tasks stand at the end, as `replay` says it. */
  standing?: Replayed['standing'];
  /** Whether the machine has stopped for good, as `replay` says it. */
  stopped?: boolean;
  /** What each step's effect rested on, as `replay` says it where it is asked. */
  probes?: readonly (Probe | null)[];
}

/** Tells a trace. */
export function tellStory(trace: Trace, options: StoryOptions = {}): Story {
  const teller = new Teller(trace, options.harms ?? [], options.probes ?? []);
  return {
    legend: legendOf(trace),
    parts: runsOf(trace.steps).map((steps) => teller.part(steps)),
    ending: endingOf(trace, options),
  };
}

function legendOf({ steps }: Trace): string {
  const times =
    'Times are simulated: each heading says when its first and its last step take effect. “f → g” is g, called by f.';
  const held = '“Held back”: the task was ready earlier, and the schedule lets others go first.';
  return steps.some(({ stretched }) => stretched) ? `${times} ${held}` : times;
}

/** More fields under a harm are only counted. */
const mostShown = 6;

/** Consecutive steps of one task. */
function runsOf(steps: readonly TraceStep[]): TraceStep[][] {
  const runs: TraceStep[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]!.task === step.task) run.push(step);
    else runs.push([step]);
  }
  return runs;
}

class Teller {
  readonly #types: ReadonlyMap<string, string>;
  readonly #ghosts: ReadonlySet<string>;
  /** Who wrote the contents, by their numbers. */
  readonly #writers = new Map<number, string>();
  /** For each page: the file it belongs to now. */
  readonly #mapping = new Map<string, FieldValue>();
  /** For each task: the step that last let it go on. */
  readonly #freedBy = new Map<string, number>();

  constructor(
    readonly trace: Trace,
    readonly harms: readonly HarmShown[],
    readonly probes: readonly (Probe | null)[],
  ) {
    this.#types = new Map(trace.initial.map(({ record, type }) => [record, type]));
    this.#ghosts = new Set(
      trace.initial.flatMap(({ record, fields }) => fields.filter((f) => f.ghost).map((f) => `${record}.${f.name}`)),
    );
    for (const { record, fields } of trace.initial)
      for (const { name, value } of fields) if (name === 'mapping') this.#mapping.set(record, value);
    for (const { task, changes } of trace.steps)
      for (const { record, field, after } of changes)
        if (this.#types.get(record) === 'Page' && /^data\d$/.test(field) && !this.#writers.has(Number(after)))
          this.#writers.set(Number(after), task);
  }

  part(steps: readonly TraceStep[]): StoryPart {
    const sentences: StorySentence[] = [];
    let frames = '';
    for (const group of this.#groups(steps)) {
      const now = placeOf(group);
      const subject = sentences.length === 0 ? group[0]!.task : 'it';
      const where = now === frames ? '' : now;
      const [first, last] = [group[0]!.index, group.at(-1)!.index];
      sentences.push({ first, last, text: this.#sentence(group, subject, where), harm: false });
      for (const text of this.#harmTexts(group.at(-1)!)) sentences.push({ first: last, last, text, harm: true });
      frames = now;
    }
    const [start, end] = [steps[0]!, steps.at(-1)!];
    const span = { startNs: start.timeNs, endNs: end.timeNs, held: start.stretched === true };
    return { task: start.task, first: start.index, last: end.index, ...span, sentences };
  }

  #groups(steps: readonly TraceStep[]): TraceStep[][] {
    return groupsOf(
      steps,
      (step) => this.#harmsAt(step).length > 0,
      (step) => this.#notesOn(step).failed,
    );
  }

  #sentence(group: readonly TraceStep[], subject: string, where: string): string {
    const before = this.#beforehand(group[0]!);
    const notes = group.map((step) => this.#notesOn(step));
    const effects = this.#effects(
      group,
      notes.flatMap(({ sameBytes }) => sameBytes),
    );
    const told = group.map((step, at): Told => ({ step, ...this.#inWords(notes[at]!) }));
    const did = didText(told, subject, where);
    const freed = group.flatMap((step) => step.unblocked.map((task) => this.#freed(task, step)));
    const what = effects.length === 0 ? `${did}.` : `${did}${/›: [^:]*$/.test(did) ? '; ' : ': '}${joined(effects)}.`;
    return [...before, what, ...freed].map(capital).join(' ');
  }

  #notesOn(step: TraceStep): StepNotes {
    const changed = step.changes.some(({ record, field }) => !this.#ghosts.has(`${record}.${field}`));
    return notesOn(step, this.probes[step.index], changed, this.#types);
  }

  #inWords({ already, because, failed, through }: StepNotes): Omit<Told, 'step'> {
    const ptes = through.map(({ pte, writable }) => (writable ? `${pte}, which is writable` : pte));
    const causes = because.map((each) => ({ record: each.record, text: causeWords(each, this.#writers) }));
    return {
      failed,
      already,
      because: joined(causes),
      through: ptes.length === 0 ? '' : ` through ${ptes.join(' and ')}`,
    };
  }

  #clauses(fields: readonly FieldNow[]): Clause[] {
    return fields.map((each) => ({ record: each.record, text: fieldWords(each, this.#writers) }));
  }

  /** How long the task had waited. */
  #beforehand({ label, stretched, task, waitedFor, waitedNs }: TraceStep): string[] {
    const by = this.#freedBy.get(task);
    this.#freedBy.delete(task);
    if (waitedFor === undefined || (waitedNs === 0 && by === undefined)) return [];
    const freed = by === undefined ? '' : `, until step ${by + 1} let it go on`;
    const what = waitedFor === undefined || waitedFor === label ? '' : ` for ${waitedFor}`;
    const since = stretched === true && by !== undefined ? ', and was held back since' : '';
    return [`${task} has waited${waitedNs === 0 ? '' : ` ${timeText(waitedNs)}`}${what}${freed}${since}.`];
  }

  /**
   * What the steps changed together, in words.
   * @param sameBytes bytes that they set where they were already: whose they are matters all the same
   */
  #effects(group: readonly TraceStep[], sameBytes: readonly FieldNow[]): Clause[] {
    const net = new Map<string, Change>();
    for (const { changes } of group)
      for (const change of changes) {
        const name = `${change.record}.${change.field}`;
        if (this.#ghosts.has(name)) continue;
        const earlier = net.get(name);
        net.set(name, { ...change, before: earlier === undefined ? change.before : earlier.before });
      }
    const typed = [...net.values()].map((change) => ({
      ...change,
      type: this.#types.get(change.record) ?? '',
      value: change.after,
    }));
    const same = sameBytes.filter((each) => !isClearedAway(each, typed) && !this.#isFreed(each));
    const changed = typed.filter((each) => each.before !== each.after && !isClearedAway(each, typed));
    for (const { record, field, after } of changed) if (field === 'mapping') this.#mapping.set(record, after);
    const freed = new Set(changed.filter((change) => this.#isFreed(change)).map(({ record }) => record));
    return changed
      .filter(({ record, field }) => !freed.has(record) || !/^data/.test(field))
      .map((change) => ({ record: change.record, text: changeWords(change, this.#writers) }))
      .concat(this.#clauses(same))
      .concat([...freed].map((record) => ({ record, text: `${record} is free again` })));
  }

  /** Whether a change clears a page that has left its file: what it held is nobody's any more. */
  #isFreed({ record, field, value }: Omit<FieldNow, 'type'>): boolean {
    return /^data/.test(field) && value === 0 && this.#mapping.get(record) === null;
  }

  #freed(task: string, by: TraceStep): string {
    this.#freedBy.set(task, by.index);
    const next = this.trace.steps.find((step) => step.index > by.index && step.task === task);
    return `Now ${task} can go on${next?.waitedFor === undefined ? '' : `, which waited for ${next.waitedFor}`}.`;
  }

  #harmsAt(step: TraceStep): HarmShown[] {
    return this.harms.filter((harm) => harm.step === step.index);
  }

  /** That harms are there, what shows them, and who waits meanwhile: a text for those that the same fields show. */
  #harmTexts(step: TraceStep): string[] {
    const because = new Map<string, string[]>();
    for (const { evidence, id, name } of this.#harmsAt(step)) {
      const shown = `${this.#evidenceText(evidence)}.${this.#besideText(step.index, evidence)}`;
      because.set(shown, [...(because.get(shown) ?? []), `${id} (${name})`]);
    }
    const meanwhile = this.#waitingAt(step).map(({ task, reason }) => ` Meanwhile ${task} waits for ${reason}.`);
    return [...because].map(([shown, harms]) => {
      const come = `Here ${harms.join(' and ')} ${harms.length === 1 ? 'comes' : 'come'} true`;
      return `${come}${shown}${meanwhile.join('')}`;
    });
  }

  /** What shows a harm, the most telling fields first: whose bytes there are, then flags. */
  #evidenceText(evidence: readonly Evidence[]): string {
    if (evidence.length === 0) return '';
    const typed = evidence.map((each) => ({ ...each, type: this.#types.get(each.record) ?? '' }));
    const rank = ({ type, field, value }: FieldNow) =>
      isAboutBytes(type, field) || promisedTo(type, field, value).length > 0 ? 0 : typeof value === 'boolean' ? 1 : 2;
    const ordered = typed.toSorted((a, b) => rank(a) - rank(b));
    const more = ordered.length - mostShown;
    const rest = more <= 0 ? '' : `; and ${more} more`;
    return `, as these fields show: ${joined(this.#clauses(ordered.slice(0, mostShown)))}${rest}`;
  }

  /** What else is so then: where promised bytes are, what is under way, who refers to a page without a file. */
  #besideText(step: number, evidence: readonly Evidence[]): string {
    const { holders, underWay, stale } = circumstancesOf(this.trace, step, evidence);
    const clauses = [
      ...this.#clauses([...holders, ...underWay]),
      ...stale.map(({ record, type, page }) => ({
        record,
        text: `${record} still ${type === 'Pte' ? 'maps' : 'holds'} ${page}, which belongs to no file`,
      })),
    ];
    return clauses.length === 0 ? '' : ` At that moment: ${joined(clauses)}.`;
  }

  /** Waits that others than daemons are in at a step. */
  #waitingAt(step: TraceStep): BlockedSpan[] {
    const { blocked, tasks } = this.trace;
    const daemons = new Set(tasks.filter(({ daemon }) => daemon).map((task) => task.name));
    return blocked.filter(
      ({ task, startNs, endNs }) =>
        task !== step.task && !daemons.has(task) && startNs <= step.timeNs && step.timeNs < endNs,
    );
  }
}

function endingOf(trace: Trace, { standing = [], stopped = false }: StoryOptions): string[] {
  const { endNs, steps, tasks } = trace;
  const daemons = new Set(tasks.filter(({ daemon }) => daemon).map(({ name }) => name));
  const where = standing.map((each) => {
    const who = daemons.has(each.task) ? `${each.task} (a daemon)` : each.task;
    return `${who} ${stopped ? stoppedAt(trace, each) : standsAt(trace, each)}`;
  });
  const taken = `${steps.length} step${steps.length === 1 ? '' : 's'}`;
  const after = `After ${taken} and ${timeText(endNs)} of simulated time`;
  return [stopped ? `${after} the machine has stopped:` : `${after}:`, ...where];
}

function standsAt({ blocked, endNs }: Trace, { task, next, canGoOn }: Replayed['standing'][number]): string {
  if (next === null) return 'has ended.';
  if (canGoOn) return `can go on with ‹${next}›.`;
  const reason = blocked.findLast((span) => span.task === task && span.on === next && span.endNs === endNs)?.reason;
  return `waits at ‹${next}›${reason === undefined || reason === next ? '' : ` for ${reason}`}.`;
}

function stoppedAt({ steps }: Trace, { task, next }: Replayed['standing'][number]): string {
  const last = steps.at(-1);
  if (last?.task === task) return `stopped it with ‹${last.label}›.`;
  return next === null ? 'had ended.' : `stood at ‹${next}›.`;
}

/** Begins a sentence; the names of tasks stay as they are. */
function capital(text: string): string {
  return /^(it|in|the|a) /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
