// The map that opens every chapter: the messages of the thread from top to bottom, each with its
// claims, the replies as arrows, what this chapter settles standing out, and what is settled already.
import type { Figure, PlotTrace } from '../plots/figure.js';
import { textTable } from '../plots/text-table.js';
import { font, hiddenAxis, ink, plain, seriesStyles, themed, tint } from '../plots/theme.js';
import { type Claim, messages, thread } from './thread.js';

const rowPx = 46;
const columns = 19;
const namePx = 150;

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

/** How a state looks, and what stands before such a claim in the table. */
const looks = {
  here: {
    name: 'this chapter',
    colour: seriesStyles[0].colour,
    fill: seriesStyles[0].colour,
    letters: ink.paper,
    mark: '*',
  },
  settled: {
    name: 'settled before',
    colour: seriesStyles[5].colour,
    fill: tint(seriesStyles[5].colour, 0.35),
    letters: ink.text,
    mark: '+',
  },
  open: { name: 'open', colour: seriesStyles[5].colour, fill: ink.paper, letters: ink.text, mark: ' ' },
} as const;

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
      marker: { size: 25, color: fill, line: { color: colour, width: 2 } },
      hovertext: mine.map(({ claim }) => plain(`${claim.id}: ${claim.paraphrase}`)),
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
    marker: { symbol: 'arrow', angleref: 'previous', size: pairs.flatMap(() => [0, 11, 0]), color: ink.quiet },
    hoverinfo: 'skip',
    showlegend: false,
  };
}

function titleOf(states: ReadonlySet<State>): string {
  if (states.has('here')) return `The thread's claims, and what this chapter settles of them`;
  if (states.has('open')) return `The thread's claims, which the chapters settle one by one`;
  return `The thread's claims, all settled by the chapters before`;
}

/**
 * The map of the thread.
 * @param chapter the chapter's number, `'02'`
 */
export function threadMap(chapter: string): Figure {
  const dots = dotsOf(chapter);
  const states = new Set(dots.map(({ state }) => state));
  const title = titleOf(states);
  return {
    title,
    data: [replies(), ...(['open', 'settled', 'here'] as const).flatMap((state) => dotTraces(dots, state))],
    layout: themed(title, {
      plotPx: messages.length * rowPx,
      margin: { l: namePx, r: 12, b: states.size > 1 ? 44 : 16 },
      xaxis: hiddenAxis([-1.6, columns - 0.2]),
      yaxis: hiddenAxis([messages.length - 0.4, -0.6]),
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
      annotations: messages.map(({ person, date }, row) => ({
        text: `${plain(person)}<br>${plain(date)}`,
        x: 0,
        xref: 'paper',
        xanchor: 'right',
        y: row,
        yanchor: 'middle',
        align: 'right',
        showarrow: false,
        font: font('small'),
      })),
    }),
    text: textTable(
      ['claim', 'who', 'chapters', 'in our words'],
      dots.map(({ claim, state }) => [
        `${looks[state].mark} ${claim.id}`,
        messages.find(({ id }) => id === claim.message)!.person,
        claim.chapters.join(' '),
        claim.paraphrase,
      ]),
    ),
  };
}
