// A trace as Mermaid text: a sequence diagram that GitHub, JupyterLab and many editors draw.
//
// A participant a task; a note for each run of its steps, a line a step; an arrow from the step that
// ended a wait to the task that waited; a framed note where a harm comes true. Daemons that wait for
// work are left out. Mermaid refuses texts of more than 50,000 characters, so of a longer trace the
// steps at the beginning are left out, which the first note says.
import type { HarmShown } from '../engine/evidence.js';
import type { Trace, TraceStep } from '../engine/trace.js';
import { labelWithResult } from '../plots/step-label.js';
import { withoutIdle } from '../plots/without-idle.js';

/** Mermaid's own limit. */
const mostCharacters = 50_000;
/** Lines of a note are broken at about so many characters. */
const lineCharacters = 36;

/** What a diagram may be told. */
export interface MermaidOptions {
  title?: string;
  harms?: readonly Pick<HarmShown, 'id' | 'name' | 'step'>[];
}

/** A trace as a Mermaid sequence diagram. */
export function mermaid(run: Trace, { title = run.scenario, harms = [] }: MermaidOptions = {}): string {
  const trace = withoutIdle(run);
  const ids = new Map(trace.tasks.map(({ name }, at) => [name, `t${at}`]));
  const head = [
    'sequenceDiagram',
    `  title ${escaped(title)}`,
    ...trace.tasks.map(
      ({ name, daemon }) => `  participant ${ids.get(name)} as ${escaped(daemon ? `${name} (daemon)` : name)}`,
    ),
  ];
  const blocks = blocksOf(trace, harms).map((block) => ({ ...block, lines: linesOf(block, trace, ids) }));
  return `${[...head, ...fitting(blocks, head, trace, ids)].join('\n')}\n`;
}

/** Steps of one task that become one note, and what follows the last of them. */
interface Block {
  steps: TraceStep[];
  harms: readonly { id: string; name: string }[];
}

function blocksOf({ steps }: Trace, harms: NonNullable<MermaidOptions['harms']>): Block[] {
  const blocks: Block[] = [];
  for (const step of steps) {
    const last = blocks.at(-1);
    const own = harms.filter((harm) => harm.step === step.index);
    const before = last?.steps.at(-1);
    const joins =
      before !== undefined && before.task === step.task && before.unblocked.length === 0 && last!.harms.length === 0;
    if (joins) {
      last!.steps.push(step);
      last!.harms = own;
    } else blocks.push({ steps: [step], harms: own });
  }
  return blocks;
}

function linesOf({ steps, harms }: Block, { steps: all, tasks }: Trace, ids: ReadonlyMap<string, string>): string[] {
  const last = steps.at(-1)!;
  const task = ids.get(last.task)!;
  const everybody = tasks.length === 1 ? task : `${ids.get(tasks[0]!.name)},${ids.get(tasks.at(-1)!.name)}`;
  const arrows = last.unblocked.map((other) => {
    const waited = all.find((step) => step.index > last.index && step.task === other)?.waitedFor;
    return `  ${task}-)${ids.get(other) ?? task}: ${escaped(`ends the wait${waited === undefined ? '' : ` for ${waited}`}`)}`;
  });
  return [
    `  Note over ${task}: ${steps.map(stepLine).join('<br/>')}`,
    ...arrows,
    ...harms.flatMap(({ id, name }) => [
      '  rect rgb(245, 215, 191)',
      `  Note over ${everybody}: ✗ ${escaped(`${id}: ${name}`)}`,
      '  end',
    ]),
  ];
}

/** A step with its number, and who takes it where it is not the kernel and the label does not say. */
function stepLine(step: TraceStep): string {
  const { index, label, owner } = step;
  const by = owner === 'kernel' || /\bdevice\b/.test(label) ? '' : owner === 'device' ? ' (device)' : ' (user space)';
  return broken(`${index + 1}. ${labelWithResult(step)}${by}`);
}

/** A text in lines, broken at spaces. */
function broken(text: string): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > lineCharacters) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map(escaped).join('<br/>');
}

/** The lines of as many blocks, from the end, as Mermaid takes. */
function fitting(
  blocks: readonly (Block & { lines: string[] })[],
  head: readonly string[],
  { tasks }: Trace,
  ids: ReadonlyMap<string, string>,
): string[] {
  let room = mostCharacters - head.join('\n').length - 200;
  let from = blocks.length;
  while (from > 0 && blocks[from - 1]!.lines.join('\n').length < room)
    room -= blocks[--from]!.lines.join('\n').length + 1;
  const left = blocks.slice(0, from).reduce((sum, { steps }) => sum + steps.length, 0);
  const note = left === 0 ? [] : [`  Note over ${ids.get(tasks[0]!.name)}: steps 1 to ${left} are left out`];
  return [...note, ...blocks.slice(from).flatMap(({ lines }) => lines)];
}

/** A text in which nothing is Mermaid's own mark-up. */
function escaped(text: string): string {
  return text.replaceAll(/[#;<>]/g, (mark) => `#${mark.charCodeAt(0)};`).replaceAll(/\s+/g, ' ');
}
