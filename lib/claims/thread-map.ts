// The map that opens every chapter: the messages of the thread from top to bottom, each with its claims, the
// replies as arrows, what this chapter settles standing out and named, and what is settled already.
//
// In text it is three groups of names; `threadTable` is the whole list, with who said it and in which words.
import type { Annotation, Figure, PlotTrace } from '../plots/figure.js';
import { textTable } from '../plots/text-table.js';
import { textWidthPx } from '../plots/text-width.js';
import { figureWidthPx, font, fontSizePx, hiddenAxis, ink, plain, seriesStyles, themed, tint } from '../plots/theme.js';
import { type Claim, type Message, messages, thread } from './thread.js';

const rowPx = 27;
const columns = 19;
const namePx = 214;
const namesLinePx = 17;
const textColumns = 100;

interface Dot {
  claim: Claim;
  row: number;
  x: number;
  state: State;
}

/** What this chapter does of a claim: settles it, finds it settled by chapters before, or leaves it open. */
type State = 'here' | 'settled' | 'open';

function stateOf({ chapters }: Claim, chapter: string): State {
  if (chapters.includes(chapter)) return 'here';
  return chapters.every((each) => each < chapter) ? 'settled' : 'open';
}

/** How a state looks, and what it is called. */
const looks = {
  here: {
    name: 'settled here',
    colour: seriesStyles[0].colour,
    fill: seriesStyles[0].colour,
    letters: ink.paper,
  },
  settled: {
    name: 'settled before',
    colour: seriesStyles[5].colour,
    fill: tint(seriesStyles[5].colour, 0.35),
    letters: ink.text,
  },
  open: { name: 'still open', colour: seriesStyles[5].colour, fill: ink.paper, letters: ink.text },
} as const;

const order = ['here', 'settled', 'open'] as const;

function dotsOf(chapter: string): Dot[] {
  return messages.flatMap((message, row) =>
    thread
      .filter((claim) => claim.message === message.id)
      .map((claim, place) => ({ claim, row, x: place, state: stateOf(claim, chapter) })),
  );
}

function dotTraces(dots: readonly Dot[], state: State): PlotTrace[] {
  const mine = dots.filter((dot) => dot.state === state);
  const { colour, fill, letters, name } = looks[state];
  if (mine.length === 0) return [];
  return [
    {
      type: 'scatter',
      mode: 'markers+text',
      name,
      x: mine.map(({ x }) => x),
      y: mine.map(({ row }) => row),
      text: mine.map(({ claim }) => claim.id.slice(1)),
      textposition: 'middle center',
      textfont: font('small', letters),
      marker: { size: 22, color: fill, line: { color: colour, width: 2 } },
      hovertext: mine.map(({ claim }) => plain(`${claim.id}, ${claim.word}: ${claim.paraphrase}`)),
      hoverinfo: 'text',
    },
  ];
}

/** Each reply as a line at the left, from the message to the one it answers. */
function replies(): PlotTrace {
  const pairs = messages.flatMap(({ answers }, row) => {
    const to = messages.findIndex(({ id }) => id === answers);
    return to < 0 ? [] : [{ row, to }];
  });
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: 'answers',
    x: pairs.flatMap(() => [-1, -1, null]),
    y: pairs.flatMap(({ row, to }) => [row - 0.1, to + 0.25, null]),
    line: { color: ink.quiet, width: 2 },
    marker: { symbol: 'arrow', angleref: 'previous', size: pairs.flatMap(() => [0, 10, 0]), color: ink.quiet },
    hoverinfo: 'skip',
    showlegend: false,
  };
}

function titleOf(states: ReadonlySet<State>): string {
  if (states.has('here')) return `The thread's claims, and what this chapter settles of them`;
  if (states.has('open')) return `The thread's claims, which the chapters settle one by one`;
  return `The thread's claims, all settled by the chapters before`;
}

const numberOf = ({ id }: Claim): number => Number(id.slice(1));

/** Names one after the other, in lines that are broken between them alone. */
function inLines(names: readonly string[], fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const longer = `${lines.at(-1)} · ${name}`;
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(name);
  }
  return lines;
}

/** The names of the claims in one state, in the order of their numbers. */
function namesOf(dots: readonly Dot[], state: State): string[] {
  const mine = dots.filter((dot) => dot.state === state).map(({ claim }) => claim);
  return mine.sort((a, b) => numberOf(a) - numberOf(b)).map(({ id, word }) => `${id} ${word}`);
}

/** What the chapter settles, by name, between the title and the map. */
function namesAbove(dots: readonly Dot[]): string[] {
  return inLines(namesOf(dots, 'here'), (line) => textWidthPx(line, fontSizePx.normal) < figureWidthPx - 32);
}

/** The three groups, each under its name. */
function groupsText(dots: readonly Dot[]): string {
  const first = (name: string): string => name.padEnd(looks.settled.name.length + 2);
  const groups = order.flatMap((state) => {
    return inLines(namesOf(dots, state), (line) => line.length <= textColumns).map(
      (line, at) => `${first(at === 0 ? looks[state].name : '')}${line}`,
    );
  });
  return [...groups, '', 'Each in a sentence: threadTable() here, npx pinlab claims, the ledger of the book.'].join(
    '\n',
  );
}

function nameOf({ person, date }: Message, row: number): Annotation {
  return {
    text: plain(`${person}, ${date.replace(' 2018,', '')}`),
    x: 0,
    xref: 'paper',
    xanchor: 'right',
    y: row,
    yanchor: 'middle',
    align: 'right',
    showarrow: false,
    font: font('small'),
  };
}

/**
 * The map of the thread.
 * @param chapter the chapter's number, `'02'`
 */
export function threadMap(chapter: string): Figure {
  const dots = dotsOf(chapter);
  const states = new Set(dots.map(({ state }) => state));
  const title = titleOf(states);
  const names = namesAbove(dots);
  return {
    title,
    data: [replies(), ...(['open', 'settled', 'here'] as const).flatMap((state) => dotTraces(dots, state))],
    layout: themed(title, {
      plotPx: messages.length * rowPx,
      margin: { l: namePx, r: 12, t: names.length * namesLinePx, b: states.size > 1 ? 38 : 12 },
      meta: { inLedger: true },
      xaxis: hiddenAxis([-1.6, columns - 0.3]),
      yaxis: hiddenAxis([messages.length - 0.5, -0.5]),
      showlegend: states.size > 1,
      legend: { orientation: 'h', x: 0.5, y: -0.02, xanchor: 'center', yanchor: 'top', font: font() },
      shapes: messages.map((_, row) => ({
        type: 'rect',
        xref: 'paper',
        x0: 0,
        x1: 1,
        y0: row - 0.46,
        y1: row + 0.46,
        layer: 'below',
        fillcolor: row % 2 ? ink.paper : tint(ink.quiet, 0.06),
        line: { width: 0 },
      })),
      annotations: [
        ...messages.map(nameOf),
        ...names.map(
          (line, at): Annotation => ({
            text: plain(line),
            x: (16 - namePx) / (figureWidthPx - namePx - 12),
            xref: 'paper',
            xanchor: 'left',
            y: 1 + ((names.length - at - 0.5) * namesLinePx + 4) / (messages.length * rowPx),
            yref: 'paper',
            yanchor: 'middle',
            align: 'left',
            showarrow: false,
            font: font('normal', looks.here.colour),
          }),
        ),
      ],
    }),
    text: groupsText(dots),
  };
}

/** Every claim of the thread in our words, with who made it, when, and the chapters that settle it: a table of text. */
export function threadTable(): string {
  return textTable(
    ['claim', 'who', 'when', 'chapters', 'in our words'],
    messages.flatMap(({ date, id, person }) =>
      thread
        .filter(({ message }) => message === id)
        .map((claim) => [claim.id, person, date, claim.chapters.join(' '), claim.paraphrase]),
    ),
  );
}
