// Writes an SVG tree as text: short, well-formed, and the same bytes every time.
//
// Left out: empty groups and attributes that say nothing in a picture that stands still. Numbers are
// rounded to hundredths of a pixel, which also hides last-digit differences between machines.
import type { SvgElement } from './svg-box.js';
import { fontFamily } from './theme.js';

interface Attributed extends SvgElement {
  readonly attributes: ArrayLike<{ name: string; value: string }>;
}

const dropped = /^(data-.*|class|vector-effect|pointer-events|xmlns(:.*)?)$/;
const silent = new Set(['vector-effect', 'white-space', 'cursor', 'pointer-events', 'background']);

/** Declarations that change nothing: what the root says already, and full opacity. */
function declarations(style: string): string {
  const kept = style.split(';').filter((declaration) => {
    const at = declaration.indexOf(':');
    const [name, value] = [declaration.slice(0, at).trim(), declaration.slice(at + 1).trim()];
    if (value === '' || silent.has(name)) return false;
    return !(name.endsWith('opacity') && value === '1') && !(name === 'font-family' && value === fontFamily);
  });
  return kept.join(';');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function rounded(value: string): string {
  return value.replaceAll(/-?\d*\.\d{3,}(?:e-?\d+)?|-?\d+e-\d+/g, (number) =>
    String(Math.round(Number(number) * 100) / 100 + 0),
  );
}

/** `rgb(1, 2, 3)` as `#010203`, one third shorter. */
function hexColours(value: string): string {
  return value.replaceAll(/rgb\((\d+), (\d+), (\d+)\)/g, (_, ...parts: string[]) => {
    const hex = parts.slice(0, 3).map((part) => Number(part).toString(16).padStart(2, '0'));
    return `#${hex.join('')}`;
  });
}

function attribute(name: string, value: string): string {
  if (dropped.test(name) && !keptClass(name, value)) return '';
  let text = hexColours(rounded(value));
  if (name === 'style') text = declarations(text);
  if (text === '' && name !== 'd') return '';
  if (name === 'transform' && /^translate\(0,0\)$/.test(text)) return '';
  return ` ${name}="${escaped(text).replaceAll('"', '&#34;')}"`;
}

/** Classes that tell a reader of the SVG (the gate, say) what is a mark and what a line of text. */
function keptClass(name: string, value: string): boolean {
  return name === 'class' && /^(line|main-svg|trace .*|point|points|xtick|ytick|js-line|textpoint)$/.test(value);
}

/** A mark of size 0, which plotly writes all the same. */
function isPoint(node: SvgElement): boolean {
  return node.localName === 'path' && /^M[LAHVZ0,.\s-]*$/.test(node.getAttribute('d') ?? '');
}

const emptyWithout = /^(g|defs|clipPath|path|text)$/;

/** An element and all in it as text. */
function written(node: SvgElement): string {
  if (node.nodeType === 3) return escaped(node.textContent ?? '');
  if (node.nodeType !== 1 || isPoint(node)) return '';
  const inside = Array.from(node.childNodes, written).join('');
  const element = node as Attributed;
  if (inside === '' && emptyWithout.test(node.localName) && !node.getAttribute('d')) return '';
  const attributes = Array.from(element.attributes, ({ name, value }) => attribute(name, value))
    .sort()
    .join('');
  const head = `${node.localName}${attributes}`;
  return inside === '' ? `<${head}/>` : `<${head}>${inside}</${node.localName}>`;
}

/** A whole picture as SVG text. */
export function serialise(root: SvgElement): string {
  const namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
  return written(root).replace(/^<svg/, `<svg ${namespaces} font-family="${fontFamily}"`);
}
