// A story as text for a terminal: a heading for each run of steps of one task, below it the
// sentences with the numbers of their steps, wrapped to a width.
import { timeText } from '../plots/units.js';
import type { Story, StoryPart } from './story.js';

/** The numbers of steps, as a reader counts them. */
export function stepNumbers({ first, last }: { first: number; last: number }): string {
  return first === last ? String(first + 1) : `${first + 1}–${last + 1}`;
}

/** When a part happened, in simulated time, and whether it was held back until then. */
export function spanText({ startNs, endNs, held }: StoryPart): string {
  const [start, end] = [timeText(startNs), timeText(endNs)];
  return `${start === end ? `at ${start}` : `from ${start} to ${end}`}${held ? ' (held back)' : ''}`;
}

/** A story as lines of at most `columns` characters. */
export function storyText({ legend, parts, ending }: Story, columns = 100): string {
  const lines = parts.flatMap((part) => [...partLines(part, columns), '']);
  return [...wrapped(legend, columns), '', ...lines, ending[0]!, ...ending.slice(1).map((line) => `  ${line}`)].join(
    '\n',
  );
}

function partLines(part: StoryPart, columns: number): string[] {
  const steps = part.first === part.last ? 'step' : 'steps';
  const widest = Math.max(...part.sentences.map((each) => stepNumbers(each).length));
  const indent = widest + 4;
  return [
    `${part.task}, ${steps} ${stepNumbers(part)}, ${spanText(part)}`,
    ...part.sentences.flatMap((each) => {
      const [begin, ...rest] = wrapped(each.text, columns - indent);
      const number = each.harm ? '!!' : stepNumbers(each);
      return [`  ${number.padEnd(widest)}  ${begin}`, ...rest.map((line) => `${' '.repeat(indent)}${line}`)];
    }),
  ];
}

/** The words of a text in lines of at most `columns` characters. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
