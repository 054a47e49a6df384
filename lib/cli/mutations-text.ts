// What each switch is good for, as text: whose verdict changes with its value, and one example.

import { withSwitch } from '../matrix/changes.js';
import type { Mutation, VerdictChange } from '../matrix/mutations.js';
import { settingText } from '../matrix/rule-sets.js';
import { optionsText } from './choices.js';
import { count } from './output.js';

/** Widest line. */
const width = 118;

/** All mutations, a switch after another. */
export function mutationText(found: readonly Mutation[]): string {
  const names = [...new Set(found.map((each) => each.switch))];
  return names
    .map((name) => [name, ...found.filter((each) => each.switch === name).flatMap(lines)].join('\n'))
    .join('\n\n');
}

function lines(each: Mutation): string[] {
  const { changes, instead, onlyIn, toldBy, value } = each;
  const head = `  ${value} against ${instead}: `;
  if (toldBy === 'verdicts')
    return [
      `${head}${count(changes.length, 'verdict')} change${changes.length === 1 ? 's' : ''}`,
      ...wrapped(scenariosOf(changes)),
      ...exampleLines(each.switch, changes[0]!),
    ];
  if (toldBy === 'nothing') return [`${head}unchanged`];
  return [`${head}unchanged; ${toldBy} alone differ, in:`, ...wrapped([onlyIn.join(', ')])];
}

/** `direct-read-and-fsync (H1, deadlock)` for each scenario. */
function scenariosOf(changes: readonly VerdictChange[]): string[] {
  const names = [...new Set(changes.map(({ scenario }) => scenario))];
  const texts = names.map((name) => {
    const ids = changes.filter(({ scenario }) => scenario === name).map(({ id }) => id);
    return `${name} (${[...new Set(ids)].join(', ')})`;
  });
  return [texts.join(', ')];
}

function exampleLines(name: string, { after, before, choices, from, id, scenario, to }: VerdictChange): string[] {
  const steps = ({ shortest, verdict }: typeof after): string =>
    shortest === null ? verdict : `${verdict} in ${count(shortest, 'step')}`;
  const other = withSwitch(choices, name, to);
  const shown =
    after.schedule === null ? { choices, schedule: before.schedule } : { choices: other, schedule: after.schedule };
  return [
    ...wrapped([
      `e.g. ${scenario}, ${settingText(choices)}: ${id} ${steps(before)} (${from}), ${steps(after)} (${to})`,
    ]),
    `      npx pinlab replay ${scenario} ${optionsText(shown.choices)} "${shown.schedule}"`,
  ];
}

/** Text in lines that fit, indented. */
function wrapped(texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const out: string[] = [];
    let line = '     ';
    for (const word of text.split(' ')) {
      if (line.length + 1 + word.length > width) {
        out.push(line);
        line = '       ';
      }
      line += ` ${word}`;
    }
    return [...out, line];
  });
}
