// Finds the line an author wrote from the line of compiled JavaScript that tslab reports.
//
// tslab keeps no source map. Compilation drops types and adds exports but keeps the order of everything else, so the
// two texts are aligned token by token (longest common subsequence). A line is given only when the reported place
// certainly lies in this cell and certainly aligns; a wrong line is worse than none.

/** The line (from 1) of `source` where the error whose printed form is `report` came about, if that is certain. */
export function sourceLine(source: string, compiled: string, report: string): number | undefined {
  const place = thrownPlace(compiled, report) ?? calledPlace(compiled, report);
  return place && alignedLine(source, compiled, place);
}

interface Place {
  /** From 1. */
  line: number;
  /** From 0. */
  column: number;
}

/** Where Node says the error was thrown, which it shows with the line's text: that proves it is in this cell. */
function thrownPlace(compiled: string, report: string): Place | undefined {
  const shown = /^evalmachine\.<anonymous>:(\d+)\n(.*)\n( *)\^+\n/.exec(report);
  if (!shown) return undefined;
  const [, line, text, indent] = shown;
  if (compiled.split('\n')[Number(line) - 1] !== text) return undefined;
  return { line: Number(line), column: indent!.length };
}

/** The outermost frame of the stack, when it is followed by tslab's own call of this cell. */
function calledPlace(compiled: string, report: string): Place | undefined {
  const frames = report.split('\n').filter((line) => /^\s+at /.test(line));
  const lastLine = compiled.split('\n').length;
  const called = frames.findIndex(
    (frame) => frame.includes(`evalmachine.<anonymous>:${lastLine}:`) || /at async Object\.execute .*tslab/.test(frame),
  );
  const frame = /evalmachine\.<anonymous>:(\d+):(\d+)/.exec(frames[called - 1] ?? '');
  return frame ? { line: Number(frame[1]), column: Number(frame[2]) - 1 } : undefined;
}

interface Token {
  text: string;
  line: number;
  column: number;
}

const mostPairs = 4_000_000;

function alignedLine(source: string, compiled: string, place: Place): number | undefined {
  const from = tokens(compiled);
  const to = tokens(source);
  if (from.length * to.length > mostPairs) return undefined;
  const match = align(from, to);
  const lineOf = (index: number) => (match[index] === undefined ? undefined : to[match[index]]?.line);
  const at = from.findIndex((token) => token.line === place.line && token.column === place.column);
  const follows = (a: number, b: number) => match[a] !== undefined && match[b] === match[a] + 1;
  if (at >= 0 && (follows(at, at + 1) || follows(at - 1, at))) return lineOf(at);
  const lines = from.flatMap((token, index) => (token.line === place.line ? (lineOf(index) ?? []) : []));
  return new Set(lines).size === 1 ? lines[0] : undefined;
}

/** For each token of `from`, the index of its partner in `to`, by the longest common subsequence. */
function align(from: readonly Token[], to: readonly Token[]): (number | undefined)[] {
  const width = to.length + 1;
  const best = new Uint32Array((from.length + 1) * width);
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      const same = from[i]!.text === to[j]!.text;
      const below = best[(i + 1) * width + j]!;
      const right = best[i * width + j + 1]!;
      best[i * width + j] = same ? best[(i + 1) * width + j + 1]! + 1 : Math.max(below, right);
    }
  }
  const match: (number | undefined)[] = [];
  for (let i = 0, j = 0; i < from.length && j < to.length; ) {
    if (from[i]!.text === to[j]!.text) match[i++] = j++;
    else if (best[(i + 1) * width + j]! >= best[i * width + j + 1]!) i++;
    else j++;
  }
  return match;
}

const tokenPattern =
  /(\/\/[^\n]*|\/\*[\s\S]*?\*\/|\s+)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|[\p{L}\p{N}_$#]+|./gu;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let line = 1;
  let lineStart = 0;
  for (const match of text.matchAll(tokenPattern)) {
    if (match[1] === undefined) found.push({ text: match[0], line, column: match.index - lineStart });
    for (let at = match[0].indexOf('\n'); at >= 0; at = match[0].indexOf('\n', at + 1)) {
      line++;
      lineStart = match.index + at + 1;
    }
  }
  return found;
}
