// The common look: one font stack, one palette, one set of sizes for every figure of the book.
//
// Colours are six of Okabe and Ito's and four that keep away from them, for readers who see no red or no green too,
// on white paper and on the book's dark one; each stands for one thing in every chapter. What a reader waits for is
// told by pattern as well.
import type { Axis, Font, Layout } from './figure.js';
import { wrapPx } from './text-width.js';

/** Verdana's shape on every system: DejaVu Sans and Geneva have its widths. */
export const fontFamily = 'Verdana, DejaVu Sans, Geneva, sans-serif';

/** Sizes of letters in pixels; nothing in a figure is smaller than `small`. */
export const fontSizePx = { small: 11, normal: 12, title: 15 } as const;

/** Colours of ink and paper. The paper is opaque, so a figure reads the same on a dark page. */
export const ink = {
  text: '#1a1a1a',
  quiet: '#5a5a5a',
  grid: '#e4e4e4',
  stripe: '#f3f5f7',
  pen: '#ffe98a',
  paper: '#ffffff',
} as const;

/** Who acts. */
export type Role =
  | 'user'
  | 'fsync'
  | 'flusher'
  | 'truncate'
  | 'device'
  | 'reclaim'
  | 'disk'
  | 'unmap'
  | 'reflink'
  | 'harm';

/** The colour of each role, the same in every chapter. */
export const roleColour: Readonly<Record<Role, string>> = {
  user: '#0072b2',
  fsync: '#009e73',
  flusher: '#56b4e9',
  truncate: '#e69f00',
  device: '#cc79a7',
  reclaim: '#784800',
  disk: '#3c3c3c',
  unmap: '#0000c0',
  reflink: '#7860f0',
  harm: '#d55e00',
};

const roleWords: [Role, RegExp][] = [
  ['fsync', /fsync|msync|fdatasync/i],
  ['flusher', /flush|kworker|writeback|background/i],
  ['truncate', /trunc|punch/i],
  ['unmap', /munmap|mremap|fork/i],
  ['reflink', /reflink|clone|dedupe/i],
  ['reclaim', /reclaim|kswapd|shrink/i],
  ['disk', /disk|storage|block|nvme|hdd|journal/i],
  ['device', /device|dma|rdma|nic|gpu|mirror|hca|engine/i],
];

/** The role a task's name speaks of; a device's steps are a device's whatever the task's name, but the disk's its own. */
export function roleOf(task: string, owner?: 'kernel' | 'device' | 'user'): Role {
  const found = roleWords.find(([, words]) => words.test(task))?.[0] ?? 'user';
  return owner === 'device' && found !== 'disk' ? 'device' : found;
}

/** Pattern and colour of a reason to wait. */
export interface ReasonStyle {
  shape: string;
  colour: string;
}

const reasonStyles: [RegExp, ReasonStyle][] = [
  [/invalidat|notifier/i, { shape: '|', colour: '#5b4b9a' }],
  [/lease|delegation/i, { shape: '+', colour: '#7b5e3b' }],
  [/writeback/i, { shape: '\\', colour: roleColour.flusher }],
  [/pin/i, { shape: 'x', colour: roleColour.device }],
  [/lock|sem|mutex/i, { shape: '/', colour: '#333333' }],
  [/disk|bio|storage|i\/o|journal/i, { shape: '.', colour: roleColour.disk }],
  [/device|dma|fault/i, { shape: '-', colour: '#a8457f' }],
];

/** How a wait for this reason is drawn. */
export function reasonStyle(reason: string): ReasonStyle {
  return reasonStyles.find(([words]) => words.test(reason))?.[1] ?? { shape: '-', colour: '#5a5a5a' };
}

/** Colours, dashes and marks for series that are no role of the machine, in order. */
export const seriesStyles = [
  { colour: '#0072b2', dash: 'solid', symbol: 'circle', shape: '' },
  { colour: '#e69f00', dash: 'dash', symbol: 'square', shape: '/' },
  { colour: '#009e73', dash: 'dot', symbol: 'diamond', shape: '\\' },
  { colour: '#cc79a7', dash: 'dashdot', symbol: 'triangle-up', shape: 'x' },
  { colour: '#56b4e9', dash: 'longdash', symbol: 'cross', shape: '.' },
  { colour: '#7a7a7a', dash: 'solid', symbol: 'x', shape: '-' },
] as const;

/** How one series looks. */
export interface SeriesStyle {
  colour: string;
  dash: (typeof seriesStyles)[number]['dash'];
  symbol: string;
  /** The pattern of its bars. */
  shape: string;
}

/** Series that are somebody's of the machine, by the word with which their names begin. */
const seriesRoles: [Role, RegExp][] = [
  ['fsync', /^fsync/i],
  ['truncate', /^trunc/i],
  ['user', /^(store|cpu)\b/i],
  ['device', /^(the )?(device|gpu|odp|direct read|dma|rdma)\b/i],
];

const seriesRole = (name: string): Role | undefined => seriesRoles.find(([, words]) => words.test(name))?.[0];

/** Whether a series or a group of this name has a colour of its own in every chapter. */
export function isSomebodys(name: string): boolean {
  return seriesRole(name) !== undefined;
}

/**
 * The looks of a figure's series: a series of fsync, of truncation, of the CPU or of a device has its colour of every
 * chapter, a second one of the same a darker shade; the others take what is left, in order.
 */
export function stylesOf(names: readonly string[]): SeriesStyle[] {
  const roles = names.map(seriesRole);
  const taken = new Set(roles.map((role) => (role === undefined ? '' : roleColour[role])));
  const free = seriesStyles.filter(({ colour }) => !taken.has(colour));
  const others = roles.map((role, at) => roles.slice(0, at).filter((before) => before === role).length);
  return roles.map((role, at) => {
    const place = seriesStyles[at % seriesStyles.length]!;
    if (role === undefined) return { ...place, colour: free[others[at]! % free.length]!.colour };
    return { ...place, colour: others[at] === 0 ? roleColour[role] : shade(roleColour[role], 0.55 ** others[at]!) };
  });
}

/** A colour made darker: 1 is the colour, 0 black. */
function shade(colour: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Math.round(Number.parseInt(colour.slice(at, at + 2), 16) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** A colour mixed with the paper: 0 is the paper, 1 the colour. */
export function tint(colour: string, share: number): string {
  const mixed = [1, 3, 5].map((at) => {
    const full = Number.parseInt(colour.slice(at, at + 2), 16);
    return Math.round(255 + (full - 255) * share)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}

/** A label as plotly must be given it: its own mark-up is a small part of HTML. */
export function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The usual width of a figure in pixels. */
export const figureWidthPx = 760;

const titleLinePx = fontSizePx.title * 1.3;

/** A letter type of the theme. */
export function font(size: keyof typeof fontSizePx = 'normal', colour: string = ink.text): Font & { size: number } {
  return { family: fontFamily, size: fontSizePx[size], color: colour };
}

/** An axis of the theme with its title. */
export function axis(title: string, more: Partial<Axis> = {}): Axis {
  return {
    title: { text: plain(title), standoff: 10, font: font() },
    tickfont: font(),
    gridcolor: ink.grid,
    linecolor: ink.quiet,
    showline: true,
    zeroline: false,
    ticks: 'outside',
    automargin: true,
    ...more,
  };
}

/** An axis that only places things: nothing of it is drawn. */
export function hiddenAxis(range: [number, number], more: Partial<Axis> = {}): Axis {
  return { visible: false, range, fixedrange: true, zeroline: false, showgrid: false, ...more };
}

/** An axis whose title is broken into lines that the axis is long enough for. */
function wrapped(given: Axis | undefined, lengthPx: number): Axis | undefined {
  if (!given?.title) return given;
  const lines = wrapPx(given.title.text, fontSizePx.normal, lengthPx, 3);
  return { ...given, title: { ...given.title, text: lines.join('<br>') } };
}

/** What a figure says about its own frame; the rest is the theme's. */
export interface Frameset extends Partial<Omit<Layout, 'title' | 'margin' | 'width' | 'height'>> {
  /** The height of the plot alone; the title and the margins come on top. */
  plotPx: number;
  width?: number;
  margin?: Partial<{ l: number; r: number; t: number; b: number }>;
}

/** The theme's layout with a title, which may take up to three lines, above the plot. */
export function themed(title: string, { plotPx, width = figureWidthPx, margin: asked, ...rest }: Frameset): Layout {
  const lines = wrapPx(title, fontSizePx.title, width - 32, 3, true);
  const top = 26 + Math.ceil(lines.length * titleLinePx);
  const margin = { l: 70, r: 24, b: 60, ...asked, t: (asked?.t ?? 0) + top };
  const height = Math.round(plotPx + margin.t + margin.b);
  // plotly lowers a title under its anchor when it has one line, not when it has several.
  const titlePx = lines.length > 1 ? 12 + 0.7 * fontSizePx.title : 12;
  return {
    font: font(),
    paper_bgcolor: ink.paper,
    plot_bgcolor: ink.paper,
    hovermode: 'closest',
    showlegend: false,
    ...rest,
    xaxis: wrapped(rest.xaxis, width - margin.l - margin.r),
    yaxis: wrapped(rest.yaxis, plotPx),
    width,
    height,
    title: {
      text: lines.map((line) => `<b>${plain(line)}</b>`).join('<br>'),
      x: 16 / width,
      xanchor: 'left',
      xref: 'container',
      y: 1 - titlePx / height,
      yanchor: 'top',
      yref: 'container',
      font: font('title'),
    },
    margin,
  };
}
