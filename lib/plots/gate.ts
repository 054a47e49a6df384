// What every figure must keep, checked on its static picture: all text inside, readable and apart,
// something drawn for every series, titles on what is shown. Answers in plain words.
import { DOMParser } from 'linkedom';
import type { Axis, Figure, PlotTrace } from './figure.js';
import { standingStill } from './standing-still.js';
import { figureToSvg } from './static-picture.js';
import { around, type Box, boxOf, fontSizeOf, lineBoxes, moved, type SvgElement, toPicture } from './svg-box.js';

const smallestPx = 11;
/** Letters' boxes hold some air: by this much they may touch, be cut or stick out. */
const slackPx = 2;

interface Queried extends SvgElement {
  querySelectorAll(selector: string): Iterable<SvgElement>;
}

/** A line of text as it is seen. */
interface Label {
  text: string;
  owner: SvgElement;
  box: Box;
}

function clipsOf(svg: Queried): Map<string, Box> {
  const clips = [...svg.querySelectorAll('clipPath')];
  return new Map(clips.map((clip) => [clip.getAttribute('id') ?? '', boxOf(clip)]));
}

/** The part of the picture that an element may be seen in. */
function windowOf(element: SvgElement, clips: Map<string, Box>): Box {
  let window: Box = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };
  for (let at: SvgElement | null = element; at?.getAttribute; at = at.parentNode) {
    const clip = clips.get(/url\(#(.+)\)/.exec(at.getAttribute('clip-path') ?? '')?.[1] ?? '');
    if (!clip) continue;
    const { left, top, right, bottom } = moved(clip, toPicture(at));
    window = {
      left: Math.max(window.left, left),
      top: Math.max(window.top, top),
      right: Math.min(window.right, right),
      bottom: Math.min(window.bottom, bottom),
    };
  }
  return window;
}

function overlapPx(a: Box, b: Box): number {
  return Math.min(
    Math.min(a.right, b.right) - Math.max(a.left, b.left),
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
  );
}

function sticksOutPx(box: Box, frame: Box): number {
  return Math.max(frame.left - box.left, frame.top - box.top, box.right - frame.right, box.bottom - frame.bottom);
}

/** The smaller letters: capitals reach 0.73 em up, which is what the eye takes for a line's top. */
function inked(box: Box, sizePx: number): Box {
  return { ...box, top: box.top + 0.2 * sizePx };
}

function labelsOf(svg: Queried): Label[] {
  return [...svg.querySelectorAll('text')].flatMap((owner) => {
    const lines = [...Array.from(owner.childNodes)].filter(
      (node) => node.nodeType === 1 && node.getAttribute('class') === 'line',
    );
    const texts = (lines.length > 0 ? lines : [owner])
      .map((node) => node.textContent ?? '')
      .filter((text) => text.trim() !== '');
    return lineBoxes(owner).map((box, at) => ({
      text: texts[at],
      owner,
      box: moved(inked(box, fontSizeOf(owner)), toPicture(owner)),
    }));
  });
}

function textComplaints(svg: Queried, frame: Box, moves: boolean): string[] {
  const clips = clipsOf(svg);
  const found: string[] = [];
  const seen: Label[] = [];
  for (const label of labelsOf(svg)) {
    const window = windowOf(label.owner, clips);
    if (overlapPx(label.box, window) <= 0) {
      if (!moves) found.push(`'${label.text}' lies outside its plot and is not seen.`);
      continue;
    }
    const size = fontSizeOf(label.owner);
    if (size < smallestPx - 0.01)
      found.push(`'${label.text}' is written in ${size} px; ${smallestPx} px is the least.`);
    const outPx = sticksOutPx(label.box, frame);
    const cutPx = sticksOutPx(label.box, window);
    if (outPx > slackPx) found.push(`'${label.text}' leaves the frame by ${Math.ceil(outPx)} px.`);
    else if (cutPx > slackPx) found.push(`'${label.text}' is cut by ${Math.ceil(cutPx)} px at the edge of the plot.`);
    for (const other of seen) {
      if (other.owner === label.owner || overlapPx(other.box, label.box) <= slackPx) continue;
      found.push(`'${other.text}' and '${label.text}' overlap.`);
    }
    seen.push(label);
  }
  return found;
}

function hasMark(series: PlotTrace): boolean {
  const onlyText = series.type === 'scatter' && series.mode === 'text';
  const isMark = (at: number): boolean => (series.y[at] ?? null) !== null && (!onlyText || Boolean(series.text?.[at]));
  return series.x.some((x, at) => x !== null && isMark(at));
}

/** A series may be empty for a moment in a figure with frames, never in all of them. */
function everHasMark(figure: Figure, at: number): boolean {
  if (hasMark(figure.data[at])) return true;
  return (figure.frames ?? []).some(({ traces, data }) => {
    const place = traces.indexOf(at);
    return place >= 0 && hasMark({ ...figure.data[at], ...data[place] } as PlotTrace);
  });
}

function markComplaints(figure: Figure, svg: Queried): string[] {
  if (figure.data.length === 0) return ['The figure has no series.'];
  const empty = figure.data.flatMap((series, at) =>
    everHasMark(figure, at) ? [] : [`The series '${series.name ?? at}' has no mark.`],
  );
  const drawn = [...svg.querySelectorAll('g.trace')].filter(
    (group) => around([boxOf(group)]) !== null && group.childNodes.length > 0,
  );
  const expected = standingStill(figure).data.filter(hasMark).length;
  if (drawn.length < expected)
    empty.push(`Only ${drawn.length} of ${expected} series with values show in the picture.`);
  return empty;
}

function axisName(
  reference: string | undefined,
  letter: 'x' | 'y',
): 'xaxis' | 'yaxis' | 'xaxis2' | 'yaxis2' | 'xaxis3' | 'yaxis3' {
  return `${letter}axis${(reference ?? letter).slice(1)}` as 'xaxis';
}

function titleComplaints(figure: Figure): string[] {
  const used = new Set(figure.data.flatMap((series) => [axisName(series.xaxis, 'x'), axisName(series.yaxis, 'y')]));
  const untitled = [...used].filter((name) => {
    const axis: Axis = figure.layout[name] ?? {};
    return axis.visible !== false && axis.showticklabels !== false && !axis.title?.text.trim();
  });
  const found = untitled.map((name) => `The ${name} has no title.`);
  if (figure.title.trim() === '' || !figure.layout.title?.text.trim()) found.push('The figure has no title.');
  if (figure.text.trim() === '') found.push('The figure has no version in text.');
  return found;
}

/** What is wrong with a figure; nothing when it passes. What frames scroll out of sight may be there. */
export function complaints(figure: Figure, picture = figureToSvg(figure)): string[] {
  const svg = new DOMParser().parseFromString(picture, 'image/svg+xml') as unknown as Queried;
  const [root] = svg.querySelectorAll('svg');
  const frame = {
    left: 0,
    top: 0,
    right: Number(root.getAttribute('width')),
    bottom: Number(root.getAttribute('height')),
  };
  return [
    ...textComplaints(svg, frame, figure.frames !== undefined),
    ...markComplaints(figure, svg),
    ...titleComplaints(figure),
  ];
}
