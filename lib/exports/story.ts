// The story of a trace: what each task did, in sentences, in the words of the steps' own labels and
// of the kernel functions they are in.
//
// A part is a run of steps of one task; a sentence is one or more of its steps in the same kernel
// function. It says what the steps changed, whom they let go on, how long the task had waited and
// for what, and where a harm comes true and which fields show it. Bookkeeping that only detectors
// read is left out, except where it shows a harm.
import type { HarmShown } from '../engine/evidence.js';
import type { Replayed } from '../engine/replay.js';
import type { BlockedSpan, Change, FieldValue, Trace, TraceStep } from '../engine/trace.js';
import { timeText } from '../plots/units.js';
import { changeWords, fieldWords } from './field-words.js';
import { didText, framesOf, groupsOf, joined } from './sentence.js';

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
  startNs: number;
  endNs: number;
  sentences: StorySentence[];
}

/** A trace told. */
export interface Story {
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
}

/** Tells a trace. */
export function tellStory(trace: Trace, { harms = [], standing = [] }: StoryOptions = {}): Story {
  const teller = new Teller(trace, harms);
  return { parts: runsOf(trace.steps).map((steps) => teller.part(steps)), ending: endingOf(trace, standing) };
}

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
    for (const group of groupsOf(steps, (step) => this.#harmsAt(step).length > 0)) {
      const now = framesOf(group[0]!);
      const subject = sentences.length === 0 ? group[0]!.task : 'it';
      const where = now === frames ? '' : now;
      const [first, last] = [group[0]!.index, group.at(-1)!.index];
      sentences.push({ first, last, text: this.#sentence(group, subject, where), harm: false });
      for (const text of this.#harmTexts(group.at(-1)!)) sentences.push({ first: last, last, text, harm: true });
      frames = now;
    }
    const [start, end] = [steps[0]!, steps.at(-1)!];
    const span = { startNs: start.timeNs, endNs: end.timeNs + end.costNs };
    return { task: start.task, first: start.index, last: end.index, ...span, sentences };
  }

  #sentence(group: readonly TraceStep[], subject: string, where: string): string {
    const before = this.#beforehand(group[0]!);
    const effects = this.#effects(group);
    const did = didText(group, subject, where, effects.length > 0);
    const freed = group.at(-1)!.unblocked.map((task) => this.#freed(task, group.at(-1)!));
    const what = `${did}${effects.length === 0 ? '' : `: ${joined(effects)}`}.`;
    return [...before, what, ...freed].map(capital).join(' ');
  }

  /** How long the task had waited, and whether it could have come earlier. */
  #beforehand({ task, stretched, waitedFor, waitedNs }: TraceStep): string[] {
    const by = this.#freedBy.get(task);
    this.#freedBy.delete(task);
    const freed = by === undefined ? '' : `, until step ${by + 1} let it go on`;
    return [
      ...(waitedFor === undefined || (waitedNs === 0 && by === undefined)
        ? []
        : [`${task} has waited ${waitedNs === 0 ? '' : `${timeText(waitedNs)} `}for ${waitedFor}${freed}.`]),
      ...(stretched ? [`The schedule holds ${task} back here: by its costs alone it would come earlier.`] : []),
    ];
  }

  /** What the steps changed together, in words. */
  #effects(group: readonly TraceStep[]): { record: string; text: string }[] {
    const net = new Map<string, Change>();
    for (const { changes } of group)
      for (const change of changes) {
        const name = `${change.record}.${change.field}`;
        if (this.#ghosts.has(name)) continue;
        const earlier = net.get(name);
        net.set(name, { ...change, before: earlier === undefined ? change.before : earlier.before });
      }
    const changed = [...net.values()].filter(({ before, after }) => before !== after);
    for (const { record, field, after } of changed) if (field === 'mapping') this.#mapping.set(record, after);
    const freed = new Set(changed.filter((change) => this.#isFreed(change)).map(({ record }) => record));
    return changed
      .filter(({ record, field }) => !freed.has(record) || !/^data/.test(field))
      .map(({ record, field, before, after }) => {
        const type = this.#types.get(record) ?? '';
        return { record, text: changeWords({ record, type, field, before, value: after }, this.#writers) };
      })
      .concat([...freed].map((record) => ({ record, text: `${record} is free again` })));
  }

  /** Whether a change clears a page that has left its file: what it held is nobody's any more. */
  #isFreed({ record, field, after }: Change): boolean {
    return /^data/.test(field) && after === 0 && this.#mapping.get(record) === null;
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
      const clauses = evidence.map(({ record, field, value }) => ({
        record,
        text: fieldWords({ record, type: this.#types.get(record) ?? '', field, value }, this.#writers),
      }));
      because.set(joined(clauses), [...(because.get(joined(clauses)) ?? []), `${id} (${name})`]);
    }
    const meanwhile = this.#waitingAt(step).map(({ task, reason }) => ` Meanwhile ${task} waits for ${reason}.`);
    return [...because].map(([shown, harms]) => {
      const come = `Here ${harms.join(' and ')} ${harms.length === 1 ? 'comes' : 'come'} true`;
      return `${come}${shown === '' ? '' : `, which these fields show: ${shown}`}.${meanwhile.join('')}`;
    });
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

function endingOf({ blocked, steps, tasks, endNs }: Trace, standing: Replayed['standing']): string[] {
  const daemons = new Set(tasks.filter(({ daemon }) => daemon).map(({ name }) => name));
  const where = standing.map(({ task, next, canGoOn }) => {
    const who = daemons.has(task) ? `${task} (a daemon)` : task;
    if (next === null) return `${who} has ended.`;
    if (canGoOn) return `${who} can go on with ‹${next}›.`;
    const reason = blocked.findLast((span) => span.task === task && span.on === next && span.endNs === endNs)?.reason;
    return `${who} waits at ‹${next}›${reason === undefined || reason === next ? '' : ` for ${reason}`}.`;
  });
  const taken = `${steps.length} step${steps.length === 1 ? '' : 's'}`;
  return [`After ${taken} and ${timeText(endNs)} of simulated time:`, ...where];
}

/** Begins a sentence; the names of tasks stay as they are. */
function capital(text: string): string {
  return /^(it|in|the|a) /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
