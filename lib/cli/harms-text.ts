// The kinds of harm, and the matrix of who meets them, as text.
import { harmKinds, observedBy } from '../harms/catalogue.js';
import { changeText } from '../matrix/changes.js';
import type { Cell, HarmTable, MatrixRow, Pair } from '../matrix/matrix.js';
import { ruleSetLegend, ruleSets, settingText } from '../matrix/rule-sets.js';
import { optionsText } from './choices.js';
import { count } from './output.js';

/** The kinds of harm: what is observed, what is not. */
export function listText(): string {
  const about = {
    detector: '',
    search: '',
    none: ' (not observed by this machine yet)',
  };
  const lines = harmKinds.map(({ accepted, id, name, not, observed }) =>
    [
      `${id.padEnd(3)}  ${name}${about[observedBy(id) ?? 'none']}`,
      `       observed: ${observed}`,
      `       is not:   ${not}`,
      ...(accepted === undefined ? [] : [`       ${accepted}`]),
    ].join('\n'),
  );
  return `${lines.join('\n')}\n\npinlab harms --matrix shows which scenario meets which of them, under which rules.`;
}

const besides: Readonly<Record<string, string>> = {
  deadlock: 'a task that should end no longer can',
  hostage: 'some other operation is held hostage',
  starved: 'the end of a task can be put off for ever',
};

/** A harm's name, or that of another row. */
export const rowName = (id: string): string => harmKinds.find((kind) => kind.id === id)?.name ?? besides[id] ?? id;

/** All tables, one harm after another. */
export function matrixText(tables: readonly HarmTable[]): string {
  const legend = ['· Never, S Sometimes, A Always, ? cut, - not to be built', ...ruleSetLegend];
  return [legend.join('\n'), ...tables.map(tableText)].join('\n\n');
}

function tableText({ id, pair, rows }: HarmTable): string {
  const met = rows.filter(({ cells }) => cells.some(({ verdict }) => verdict !== 'Never' && verdict !== null));
  const rest = rows.filter((row) => !met.includes(row));
  const many = `${met.length === 0 ? 'any of' : 'the other'} ${count(rest.length, 'scenario')}`;
  const others = rest.length === 0 ? [] : [`  Never in ${rest.length === 1 ? rest[0]!.scenario : many}`];
  return [`${id}  ${rowName(id)}`, ...(met.length === 0 ? [] : grid(met)), ...others, ...pairLines(id, pair, met)].join(
    '\n',
  );
}

function grid(rows: readonly MatrixRow[]): string[] {
  const labels = ruleSets.map(({ label }) => label);
  const first = Math.max(...rows.map(({ scenario }) => scenario.length));
  const head = `  ${''.padEnd(first)}  ${labels.join('  ')}`;
  return [
    head,
    ...rows.map(({ cells, scenario }) => {
      const marks = cells.map((cell, i) => letter(cell).padEnd(labels[i]!.length));
      return `  ${scenario.padEnd(first)}  ${marks.join('  ')}`.trimEnd();
    }),
  ];
}

const letters = { Never: '·', Sometimes: 'S', Always: 'A', unknown: '?' } as const;
const letter = ({ verdict }: Cell): string => (verdict === null ? '-' : letters[verdict]);

function pairLines(id: string, pair: Pair | null, met: readonly MatrixRow[]): string[] {
  if (pair === null) return met.length === 0 ? [] : [`  no single change makes ${id} Never where it is Sometimes`];
  const { change, choices, found, never, scenario } = pair;
  return [
    `  Sometimes, in ${count(found.shortest!, 'step')}: ${scenario}, ${settingText(choices)} (${count(found.states, 'state')})`,
    `  Never, with ${changeText(change)} (${count(never.states, 'state')})`,
    `  npx pinlab replay ${scenario} ${optionsText(choices)} "${found.schedule}"`,
  ];
}
