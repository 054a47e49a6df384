// Where things of an SVG lie, without a browser: boxes of texts and simple shapes by the width table.
//
// Stands in for the layout engine while plotly draws, and measures again for the gate. Understands
// what plotly writes: text with one tspan a line, translate/rotate/scale, rectangles, lines, paths
// of absolute commands. Letters are boxes of 0.93 em above and 0.24 em below the base line.
import { textWidthPx } from './text-width.js';

/** The little of a DOM element that measuring needs. */
export interface SvgElement {
  readonly localName: string;
  readonly parentNode: SvgElement | null;
  readonly childNodes: ArrayLike<SvgElement>;
  readonly nodeType: number;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

/** A box in pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

const ascent = 0.93;
const descent = 0.24;
const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** A property from the style attribute or the attribute of the same name, here or further up. */
export function inherited(element: SvgElement | null, name: string): string | null {
  for (let at = element; at?.getAttribute; at = at.parentNode) {
    const style = at.getAttribute('style');
    const found = style && new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`).exec(style);
    const value = found ? found[1].trim() : at.getAttribute(name);
    if (value) return value;
  }
  return null;
}

/** The size of the letters of a text, in pixels. */
export function fontSizeOf(element: SvgElement): number {
  const size = inherited(element, 'font-size') ?? '12px';
  if (!size.endsWith('%') && !size.endsWith('em')) return Number.parseFloat(size);
  const share = Number.parseFloat(size) / (size.endsWith('%') ? 100 : 1);
  return element.parentNode?.getAttribute ? fontSizeOf(element.parentNode) * share : 12 * share;
}

function isBold(element: SvgElement): boolean {
  return /bold|[6-9]00/.test(inherited(element, 'font-weight') ?? '');
}

function runWidth(node: SvgElement, holder: SvgElement): number {
  if (node.nodeType === 3) return textWidthPx(node.textContent ?? '', fontSizeOf(holder), isBold(holder));
  if (!node.childNodes) return 0;
  return Array.from(node.childNodes).reduce((sum, child) => sum + runWidth(child, node), 0);
}

function lineBox(line: SvgElement, text: SvgElement): Box {
  const size = fontSizeOf(text);
  const x = Number(line.getAttribute('x') ?? text.getAttribute('x') ?? 0);
  const dy = line.getAttribute('dy') ?? text.getAttribute('dy') ?? '0';
  const shift = Number.parseFloat(dy) * (dy.endsWith('em') ? size : 1);
  const baseline = Number(line.getAttribute('y') ?? text.getAttribute('y') ?? 0) + shift;
  const width = runWidth(line, text);
  const anchor = inherited(text, 'text-anchor');
  const left = anchor === 'middle' ? x - width / 2 : anchor === 'end' ? x - width : x;
  return { left, right: left + width, top: baseline - ascent * size, bottom: baseline + descent * size };
}

/** The box of each line of a text in the text's own coordinates; lines without letters are left out. */
export function lineBoxes(text: SvgElement): Box[] {
  const lines = Array.from(text.childNodes).filter(
    (node) => node.nodeType === 1 && node.getAttribute('class') === 'line',
  );
  const all = lines.length > 0 ? lines : [text];
  return all.filter((line) => (line.textContent ?? '').trim() !== '').map((line) => lineBox(line, text));
}

function times(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d, e, f] = first;
  const [g, h, i, j, k, l] = second;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

function oneTransform(name: string, n: number[]): Matrix {
  if (name === 'translate') return [1, 0, 0, 1, n[0], n[1] ?? 0];
  if (name === 'scale') return [n[0], 0, 0, n[1] ?? n[0], 0, 0];
  if (name === 'matrix') return [n[0], n[1], n[2], n[3], n[4], n[5]];
  if (name !== 'rotate') return identity;
  const turn = (n[0] * Math.PI) / 180;
  const about: Matrix = [Math.cos(turn), Math.sin(turn), -Math.sin(turn), Math.cos(turn), 0, 0];
  if (n.length < 3) return about;
  return times(times([1, 0, 0, 1, n[1], n[2]], about), [1, 0, 0, 1, -n[1], -n[2]]);
}

/** The matrix that a transform attribute stands for. */
export function parseTransform(attribute: string | null): Matrix {
  let matrix = identity;
  for (const [, name, list] of (attribute ?? '').matchAll(/(\w+)\(([^)]*)\)/g)) {
    const numbers = list
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number.parseFloat);
    matrix = times(matrix, oneTransform(name, numbers));
  }
  return matrix;
}

/** From an element's coordinates to the picture's. */
export function toPicture(element: SvgElement): Matrix {
  let matrix = identity;
  for (let at: SvgElement | null = element; at?.getAttribute; at = at.parentNode) {
    matrix = times(parseTransform(at.getAttribute('transform')), matrix);
  }
  return matrix;
}

/** The upright box around a box that was moved by a matrix. */
export function moved(box: Box, [a, b, c, d, e, f]: Matrix): Box {
  const corners = [
    [box.left, box.top],
    [box.right, box.top],
    [box.left, box.bottom],
    [box.right, box.bottom],
  ].map(([x, y]) => [a * x + c * y + e, b * x + d * y + f]);
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** The smallest box around all of these; nothing for none. */
export function around(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  return boxes.reduce((sum, box) => ({
    left: Math.min(sum.left, box.left),
    right: Math.max(sum.right, box.right),
    top: Math.min(sum.top, box.top),
    bottom: Math.max(sum.bottom, box.bottom),
  }));
}

function shapeBox(element: SvgElement): Box | null {
  const number = (name: string): number => Number.parseFloat(element.getAttribute(name) ?? '0') || 0;
  if (element.localName === 'rect') {
    const [x, y] = [number('x'), number('y')];
    return { left: x, top: y, right: x + number('width'), bottom: y + number('height') };
  }
  if (element.localName === 'path') {
    const n = (element.getAttribute('d') ?? '').match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
    if (/[a-zHV]/.test((element.getAttribute('d') ?? '').replaceAll(/[zZ]/g, '')) || n.length < 2) return null;
    const xs = n.filter((_, index) => index % 2 === 0);
    const ys = n.filter((_, index) => index % 2 === 1);
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  }
  return null;
}

/** The box of an element and all in it, in the picture's coordinates; empty at 0, 0 for nothing. */
export function boxOf(element: SvgElement): Box {
  const boxes: Box[] = [];
  const visit = (node: SvgElement): void => {
    if (node.nodeType !== 1) return;
    const own = node.localName === 'text' ? around(lineBoxes(node)) : shapeBox(node);
    if (own) boxes.push(moved(own, toPicture(node)));
    if (node.localName !== 'text') Array.from(node.childNodes).forEach(visit);
  };
  visit(element);
  return around(boxes) ?? { left: 0, top: 0, right: 0, bottom: 0 };
}
