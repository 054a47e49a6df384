// How wide a text is, from a table of Verdana's widths: the same number on every machine.
//
// Verdana is among the widest of the common screen fonts, and the font stack names it first, so
// what fits by this table also fits where another font of the stack is drawn.
import { createRequire } from 'node:module';

type WidthOf = (text: string, options: { font: string }) => number;

let loaded: WidthOf | undefined;

/** The table, read when the first text is measured. */
function widthOf(text: string, font: string): number {
  loaded ??= createRequire(import.meta.url)('anafanafo') as WidthOf;
  return loaded(text, { font });
}

/** The width of one line in pixels. */
export function textWidthPx(text: string, sizePx: number, bold = false): number {
  return bold ? (widthOf(text, 'bold 10px Verdana') * sizePx) / 10 : (widthOf(text, '11px Verdana') * sizePx) / 11;
}

/** Cuts a line to a width and ends it with `…` when something was cut. */
export function truncatePx(text: string, sizePx: number, widthPx: number, bold = false): string {
  if (textWidthPx(text, sizePx, bold) <= widthPx) return text;
  const letters = [...text];
  while (letters.length > 0 && textWidthPx(`${letters.join('').trimEnd()}…`, sizePx, bold) > widthPx) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Breaks a text into at most `most` lines of a width, at spaces; the last line is cut if need be. */
export function wrapPx(text: string, sizePx: number, widthPx: number, most: number, bold = false): string[] {
  const words = text.split(' ');
  const lines: string[] = [];
  let line = words.shift() ?? '';
  while (words.length > 0) {
    const longer = `${line} ${words[0]}`;
    if (textWidthPx(longer, sizePx, bold) <= widthPx) {
      line = longer;
      words.shift();
    } else if (lines.length + 1 < most) {
      lines.push(line);
      line = words.shift() as string;
    } else {
      line = [line, ...words].join(' ');
      words.length = 0;
    }
  }
  return [...lines, line].map((each) => truncatePx(each, sizePx, widthPx, bold));
}
